import type { EraseRule } from './erase-rule.ts'

/** First of all: a turn that is gone can write nothing more, neither an answer nor a title nor what it cost. */
export const turnRule: EraseRule = {
  collection: 'turns',
  personPaths: ['ownerKey'],
  ofPerson: ({ organizationIds, key }) => ({ organizationId: { $in: organizationIds }, ownerKey: key }),
}
