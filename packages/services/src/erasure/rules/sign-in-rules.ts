import type { EraseRule } from './erase-rule.ts'

/** The collections that only the auth library writes. */
export const signInRules: readonly EraseRule[] = [
  {
    collection: 'sessions',
    personPaths: ['userId', 'ipAddress', 'userAgent'],
    ofPerson: ({ userId }) => ({ userId }),
    ofOrganization: (organizationId) => ({ activeOrganizationId: organizationId.toHexString() }),
    notExported: ['token'],
  },
  {
    collection: 'accounts',
    personPaths: ['userId', 'accountId'],
    ofPerson: ({ userId }) => ({ userId }),
    ofOrganization: null,
    notExported: ['password', 'accessToken', 'refreshToken', 'idToken'],
  },
  {
    collection: 'verifications',
    personPaths: ['identifier', 'value'],
    ofPerson: ({ email, key }) => ({ $or: [{ identifier: email }, { value: key }] }),
    ofOrganization: null,
    notExported: ['value'],
  },
  {
    collection: 'invitations',
    personPaths: ['email', 'inviterId'],
    ofPerson: ({ email, userId }) => ({ $or: [{ email }, { inviterId: userId }] }),
  },
]
