import type { EraseRule } from './erase-rule.ts'

export const ticketRule: EraseRule = {
  collection: 'tickets',
  personPaths: ['request.userId'],
  ofPerson: ({ organizationIds, userId }) => ({
    organizationId: { $in: organizationIds },
    'request.userId': userId,
  }),
}
