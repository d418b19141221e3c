import { databaseHandle } from '@parley/db'
import { objectId } from '../object-id.ts'
import { storedCollection } from './change-documents.ts'
import type { ErasureSubject } from './subject.ts'

/** What stays of an organization that is gone: anonymous totals. */
const KEPT = ['usagerecords', 'chatanalytics']

/** How many records of the organizations that went as a whole are there all the same. */
export async function countLeftovers({ wholeOrganizationIds, keepsTotals }: ErasureSubject): Promise<number> {
  if (wholeOrganizationIds.length === 0) return 0
  const collections = await databaseHandle().db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  let left = 0
  for (const { name } of collections) {
    if (name.startsWith('system.') || (keepsTotals && KEPT.includes(name))) continue
    left += await storedCollection(name).countDocuments({ organizationId: { $in: wholeOrganizationIds.map(objectId) } })
  }
  return left
}
