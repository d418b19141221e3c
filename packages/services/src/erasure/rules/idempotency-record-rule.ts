import type { EraseRule } from './erase-rule.ts'

export const idempotencyRecordRule: EraseRule = {
  collection: 'idempotencyrecords',
  personPaths: ['ownerKey'],
  ofPerson: ({ organizationIds, key }) => ({ organizationId: { $in: organizationIds }, ownerKey: key }),
  notExported: ['requestHash'],
}
