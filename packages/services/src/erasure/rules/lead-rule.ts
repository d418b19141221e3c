import type { EraseRule } from './erase-rule.ts'

/** Who leaves an organization may also be among its leads. Leads of other organizations are those organizations' own. */
export const leadRule: EraseRule = {
  collection: 'leads',
  personPaths: ['email'],
  ofPerson: ({ organizationIds, email }) => ({ organizationId: { $in: organizationIds }, email }),
}
