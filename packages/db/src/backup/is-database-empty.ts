import { databaseHandle } from '../connection.ts'
import { MigrationRecord } from '../models/migration-record.ts'
import { isKept } from './backup-format.ts'

/** Whether nothing is stored but what was migrated: a new database, however far its first start came. */
export async function isDatabaseEmpty(): Promise<boolean> {
  const { db } = databaseHandle()
  const found = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  for (const { name } of found) {
    if (!isKept(name) || name === MigrationRecord.collection.collectionName) continue
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) return false
  }
  return true
}
