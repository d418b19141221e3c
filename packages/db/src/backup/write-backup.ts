import { createWriteStream } from 'node:fs'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import mongoose from 'mongoose'
import { databaseHandle } from '../connection.ts'
import { BackupError } from './backup-error.ts'
import { type BackupManifest, type CollectionSum, FIRST_LINE, isKept, TAG } from './backup-format.ts'
import { documentSum } from './document-sum.ts'
import { readBackup } from './read-backup.ts'
import { readStored } from './read-stored.ts'

const PIECE_BYTES = 64 * 1024
const { serialize } = mongoose.mongo.BSON

function entry(tag: number, document: Uint8Array): Uint8Array[] {
  return [Uint8Array.of(tag), document]
}

async function* collectionEntries(name: string, options: object, session: mongoose.ClientSession) {
  const indexes = await databaseHandle().db.collection(name).indexes()
  yield* entry(TAG.collection, serialize({ name, options, indexes }))
  const sum = documentSum(name)
  for await (const document of readStored(name, session)) {
    sum.add(document)
    yield* entry(TAG.document, document)
  }
  const total = sum.finish()
  yield* entry(TAG.end, serialize(total))
  return total
}

async function* backupEntries(session: mongoose.ClientSession, createdAt: Date) {
  const { db } = databaseHandle()
  const head = { database: db.databaseName, createdAt }
  yield* entry(TAG.head, serialize(head))
  // The first read fixes the time all others see; what is listed after it can only be more than was there then.
  await db.collection('users').findOne({}, { session, projection: { _id: 1 } })
  const found = await db.listCollections({ type: 'collection' }, { nameOnly: false }).toArray()
  const collections: CollectionSum[] = []
  for (const { name, options = {} } of found.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (isKept(name)) collections.push(yield* collectionEntries(name, options, session))
  }
  yield* entry(TAG.manifest, serialize({ ...head, collections }))
}

/** Small entries go on together: compression by the document would be slow. */
async function* inPieces(entries: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const part of entries) {
    held.push(part)
    bytes += part.byteLength
    if (bytes < PIECE_BYTES) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  yield Buffer.concat(held)
}

async function writeFile(path: string, createdAt: Date): Promise<void> {
  const session = databaseHandle().client.startSession({ snapshot: true })
  try {
    const file = createWriteStream(path, { mode: 0o600, flags: 'wx' })
    file.write(FIRST_LINE)
    await pipeline(Readable.from(inPieces(backupEntries(session, createdAt))), createGzip(), file)
  } finally {
    await session.endSession()
  }
  const written = await open(path)
  await written.sync()
  await written.close()
}

function explain(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EEXIST') return new BackupError('A file of that name is there already. Name another one.')
  if (code === 'ENOSPC') return new BackupError('The disk is full. Nothing was kept of this backup.')
  if (code === 239)
    return new BackupError(
      'The backup took longer than the database keeps its past. On MongoDB raise minSnapshotHistoryWindowInSeconds (300 s unless ' +
        'set), or use its own tools for a database of this size.',
    )
  if (code === 246) return new BackupError('Collections were made or dropped meanwhile. Run the backup again.')
  return error
}

/**
 * Writes everything in the connected database, as it is at one moment while it goes on serving, to a new file of mode 0600, and reads it
 * back. It has its name only when it is whole. Throws BackupError.
 */
export async function writeBackup({ path, now }: { path: string; now: Date }): Promise<BackupManifest> {
  const aside = `${path}.part-${process.pid}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(aside, now)
    const manifest = await verifyBackup(aside)
    await link(aside, path)
    return manifest
  } catch (error) {
    throw explain(error)
  } finally {
    await rm(aside, { force: true })
  }
}

/** Reads a backup to its end; throws BackupError where it is not as it was written. */
export async function verifyBackup(path: string): Promise<BackupManifest> {
  const entries = readBackup(path)
  let next = await entries.next()
  while (!next.done) next = await entries.next()
  return next.value
}
