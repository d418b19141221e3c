import { databaseHandle } from '@parley/db'
import { mongo } from 'mongoose'
import type { SeedRecord } from './seed-record.ts'

const BATCH_RECORDS = 1000
const BATCH_BYTES = 4 * 1024 * 1024
/** While one batch is written the next is made. */
const BATCHES_UNDER_WAY = 2

export interface Inserted {
  /** Written now, by collection. */
  added: Record<string, number>
  /** Already there, by collection. */
  kept: Record<string, number>
}

/**
 * Writes the records whose id their collection does not hold yet, in batches, straight through the driver. Calls `onProgress` after each
 * batch with what was done so far.
 */
export async function insertMissing(
  records: Iterable<SeedRecord>,
  onProgress: (sofar: Inserted) => void = () => undefined,
): Promise<Inserted> {
  const done: Inserted = { added: {}, kept: {} }
  const waiting = new Map<string, { documents: SeedRecord['document'][]; bytes: number }>()
  const underWay = new Set<Promise<void>>()
  const flush = async (collection: string, documents: SeedRecord['document'][]) => {
    const written = insertBatch(collection, documents).then((added) => {
      done.added[collection] = (done.added[collection] ?? 0) + added
      done.kept[collection] = (done.kept[collection] ?? 0) + documents.length - added
      onProgress(done)
    })
    const tracked = written.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
    if (underWay.size >= BATCHES_UNDER_WAY) await Promise.race(underWay)
  }
  try {
    for (const { collection, document } of records) {
      const batch = waiting.get(collection) ?? { documents: [], bytes: 0 }
      batch.documents.push(document)
      batch.bytes += mongo.BSON.calculateObjectSize(document, { ignoreUndefined: true })
      waiting.set(collection, batch)
      if (batch.documents.length < BATCH_RECORDS && batch.bytes < BATCH_BYTES) continue
      waiting.delete(collection)
      await flush(collection, batch.documents)
    }
    for (const [collection, { documents }] of waiting) await flush(collection, documents)
  } finally {
    await Promise.all(underWay)
  }
  return done
}

async function insertBatch(name: string, documents: readonly SeedRecord['document'][]): Promise<number> {
  const collection = databaseHandle().db.collection<SeedRecord['document']>(name)
  const ids = documents.map(({ _id }) => _id)
  const found = await collection.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()
  const known = new Set(found.map(({ _id }) => String(_id)))
  const missing = documents.filter(({ _id }) => !known.has(String(_id)))
  if (missing.length > 0) await collection.insertMany([...missing], { ordered: false, ignoreUndefined: true })
  return missing.length
}
