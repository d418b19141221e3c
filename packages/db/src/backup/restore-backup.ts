import mongoose from 'mongoose'
import { databaseHandle } from '../connection.ts'
import { type Maintenance, withMaintenance } from '../migrations/maintenance.ts'
import { BackupError } from './backup-error.ts'
import { type BackupManifest, type CollectionDefinition, type CollectionSum, isKept } from './backup-format.ts'
import { documentSum } from './document-sum.ts'
import { isDatabaseEmpty } from './is-database-empty.ts'
import { readBackup } from './read-backup.ts'
import { readStored } from './read-stored.ts'
import { verifyBackup } from './write-backup.ts'

const BATCH_COUNT = 1000
const BATCH_BYTES = 4 * 1024 * 1024
const ASIDE = 'restoring.'
const { deserialize } = mongoose.mongo.BSON

/** Every number and binary keeps the type it was stored with. */
const TYPED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const

export interface RestoreOptions {
  path: string
  /** Whether what is in the database may be replaced; without, only an empty one is filled. */
  mayReplace: boolean
  /** What must be done to the restored records before anybody may see them. */
  beforeServing?: () => Promise<void>
}

async function listNames(): Promise<string[]> {
  const found = await databaseHandle().db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  return found.map(({ name }) => name)
}

async function dropAside(): Promise<void> {
  for (const name of await listNames()) {
    if (name.startsWith(ASIDE)) await databaseHandle().db.collection(name).drop()
  }
}

/** Puts the collections of a backup beside those in use, without their indexes. */
async function fillAside(path: string, maintenance: Maintenance): Promise<CollectionDefinition[]> {
  const { db } = databaseHandle()
  const definitions: CollectionDefinition[] = []
  let batch: mongoose.mongo.BSON.Document[] = []
  let bytes = 0
  const flush = async () => {
    const name = definitions.at(-1)?.name
    if (name === undefined || batch.length === 0) return
    await maintenance.check()
    await db.collection(ASIDE + name).insertMany(batch)
    batch = []
    bytes = 0
  }
  for await (const entry of readBackup(path)) {
    if (entry.type === 'collection') {
      definitions.push(entry.definition)
      await db.createCollection(ASIDE + entry.definition.name, entry.definition.options)
    } else if (entry.type === 'document') {
      batch.push(deserialize(entry.bytes, TYPED))
      bytes += entry.bytes.length
      if (batch.length >= BATCH_COUNT || bytes >= BATCH_BYTES) await flush()
    } else await flush()
  }
  return definitions
}

async function checkSums(sums: readonly CollectionSum[]): Promise<void> {
  for (const expected of sums) {
    const sum = documentSum(expected.name)
    for await (const document of readStored(ASIDE + expected.name)) sum.add(document)
    if (JSON.stringify(sum.finish()) !== JSON.stringify(expected))
      throw new BackupError(
        `${expected.name} reads differently from how it was backed up. The database was left as it was.`,
      )
  }
}

/** An index as it is asked for: listed ones name the server's own version, and a text index its inner fields. */
function indexToMake({
  v: _version,
  ns: _namespace,
  textIndexVersion: _text,
  ...index
}: CollectionDefinition['indexes'][number]) {
  if (!('_fts' in index.key)) return index
  const weights = typeof index.weights === 'object' && index.weights !== null ? Object.keys(index.weights) : []
  const key = Object.entries(index.key).flatMap(([path, direction]) => {
    if (path === '_fts') return weights.map((field): [string, unknown] => [field, 'text'])
    return path === '_ftsx' ? [] : [[path, direction]]
  })
  return { ...index, key: Object.fromEntries(key) }
}

async function buildIndexes({ name, indexes }: CollectionDefinition): Promise<void> {
  const wanted = indexes.filter((index) => index.name !== '_id_').map(indexToMake)
  if (wanted.length > 0) await databaseHandle().db.command({ createIndexes: ASIDE + name, indexes: wanted })
}

/** Fills in, compares and indexes; what it made goes again when any of that fails. */
async function prepareAside(path: string, manifest: BackupManifest, maintenance: Maintenance) {
  await dropAside()
  try {
    const definitions = await fillAside(path, maintenance)
    await checkSums(manifest.collections)
    for (const definition of definitions) await buildIndexes(definition)
    return definitions
  } catch (error) {
    await dropAside()
    throw error
  }
}

async function replaceAll(definitions: readonly CollectionDefinition[], maintenance: Maintenance): Promise<void> {
  const { db } = databaseHandle()
  const restored = new Set(definitions.map(({ name }) => name))
  for (const name of restored) {
    await maintenance.check()
    await db.renameCollection(ASIDE + name, name, { dropTarget: true })
  }
  for (const name of await listNames()) {
    if (isKept(name) && !restored.has(name)) await db.collection(name).drop()
  }
}

/**
 * Makes the connected database what a backup holds. Everything is filled in beside what is there and compared with the backup's sums
 * before the first collection is replaced; a restore that ends between the first and the last leaves a mark with which nothing serves the
 * database. Throws BackupError, or MigrationError while another process migrates or restores.
 */
export async function restoreBackup({ path, mayReplace, beforeServing }: RestoreOptions): Promise<BackupManifest> {
  const manifest = await verifyBackup(path)
  if (!mayReplace && !(await isDatabaseEmpty()))
    throw new BackupError('The database is not empty. To replace what is in it, for good, run it again with --replace.')
  return withMaintenance('restore', async (maintenance) => {
    const definitions = await prepareAside(path, manifest, maintenance)
    await maintenance.check()
    await maintenance.markReplacing()
    await replaceAll(definitions, maintenance)
    await beforeServing?.()
    return manifest
  })
}
