import { databaseHandle, withTransaction } from '@parley/db'
import type { mongo } from 'mongoose'
import { inBatches } from '../life/in-batches.ts'
import { type ErasureRun, noteProgress } from './erasure-run.ts'

/** A document as the database has it, whatever its model allows to change. */
export type StoredDocument = mongo.Document & { _id: mongo.BSON.ObjectId | string }

/** What becomes of documents. An update must take them out of the filter that found them. */
export type Change = 'delete' | { update: mongo.Document } | { rewrite: (document: StoredDocument) => mongo.Document }

export function storedCollection(name: string) {
  return databaseHandle().db.collection<StoredDocument>(name)
}

/** Changes all that match, batch by batch; each batch is written together with its count. */
export async function changeDocuments(
  run: ErasureRun,
  name: string,
  filter: mongo.Filter<StoredDocument>,
  change: Change,
): Promise<void> {
  const collection = storedCollection(name)
  const isRewrite = change !== 'delete' && 'rewrite' in change
  const cursor = collection.find(filter, isRewrite ? {} : { projection: { _id: 1 } })
  for await (const batch of inBatches(cursor, isRewrite ? 20 : undefined)) {
    await withTransaction(async (session) => {
      const ids = { _id: { $in: batch.map(({ _id }) => _id) } }
      let changed = 0
      if (change === 'delete') changed = (await collection.deleteMany(ids, { session })).deletedCount
      else if ('update' in change)
        changed = (await collection.updateMany({ $and: [ids, filter] }, change.update, { session })).modifiedCount
      else
        for (const document of batch) {
          const found = { $and: [{ _id: document._id }, filter] }
          changed += (await collection.updateOne(found, change.rewrite(document), { session })).modifiedCount
        }
      await noteProgress(run, { counts: { [name]: changed } }, session)
    })
  }
}
