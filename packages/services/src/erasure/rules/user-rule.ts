import type { EraseRule } from './erase-rule.ts'

/** Last of all, so that a backup made in between still knows whom to erase. */
export const userRule: EraseRule = {
  collection: 'users',
  personPaths: ['email'],
  ofPerson: ({ userId }) => ({ _id: userId }),
  ofOrganization: null,
}
