import type { EraseRule } from './erase-rule.ts'

/** After the grants were taken back: see revoke-grants.ts. */
export const platformIntegrationRule: EraseRule = {
  collection: 'platformintegrations',
  personPaths: ['userId', 'grantKey'],
  ofPerson: ({ organizationIds, userId }) => ({ organizationId: { $in: organizationIds }, userId }),
  notExported: ['credentials.accessToken', 'credentials.refreshToken'],
}
