import type mongoose from 'mongoose'
import { databaseHandle } from '../connection.ts'
import { MigrationRecord, type MigrationRecordRecord } from '../models/migration-record.ts'
import { withTransaction } from '../transaction.ts'
import type { Maintenance } from './maintenance.ts'
import type { MigrationStep } from './migration.ts'
import { MigrationError } from './migration-error.ts'

const BATCH_SIZE = 200

type Update = mongoose.mongo.AnyBulkWriteOperation

/**
 * Does one step of a migration from where its record says it is, in batches: each is one transaction with the place it came to and the
 * lease, so a batch is there whole and counted, or not at all. Ends with the record at the next step.
 */
export async function runStep(name: string, step: MigrationStep, maintenance: Maintenance): Promise<void> {
  const collection = databaseHandle().db.collection(step.collection)
  const runBatch = () =>
    withTransaction(async (session) => {
      await maintenance.check(session)
      const record = await MigrationRecord.findById(name, { after: 1 }, { session }).lean<MigrationRecordRecord>()
      if (!record) throw new MigrationError(`The record of ${name} is gone`)
      const isBegun = record.after !== undefined
      const filter = isBegun ? { $and: [{ _id: { $gt: record.after } }, step.filter] } : step.filter
      const batch = await collection.find(filter, { session }).sort({ _id: 1 }).limit(BATCH_SIZE).toArray()
      const last = batch.at(-1)
      if (!last) {
        await MigrationRecord.updateOne({ _id: name }, { $inc: { step: 1 }, $unset: { after: '' } }, { session })
        return false
      }
      const updates = batch.flatMap((document): Update[] => {
        const update = step.change(document)
        return update ? [{ updateOne: { filter: { _id: document._id }, update } }] : []
      })
      if (updates.length > 0) await collection.bulkWrite(updates, { session })
      const progress = { $set: { after: last._id }, $inc: { changedCount: updates.length } }
      await MigrationRecord.updateOne({ _id: name }, progress, { session })
      return true
    })
  while (await runBatch());
}
