import { mkdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { open, type RootDatabase, type Transaction } from 'lmdb'
import { MongoServerFailure } from '../errors.ts'
import { encodeRecordId, fenceKey, type Key, META, readRecordId, toBytes } from './keyspace.ts'
import type { Entry, Reader } from './reader.ts'

/** A snapshot of what is committed. It pins old pages of the file until released. */
export interface Snapshot extends Reader {
  release(): void
}

/**
 * The LMDB environment. Without overlappingSync a commit ends with fdatasync of the data pages and a synced write of the
 * meta page, both in lmdb-js's writer thread, and the promise of `batch` resolves after that: resolved means on disk.
 * (With overlappingSync, lmdb-js's default, it would resolve before the flush.) A batch is one LMDB transaction.
 */
export interface Environment {
  snapshot(): Snapshot
  /** What is committed now; for reads that finish in this turn of the event loop. */
  readonly latest: Reader
  /**
   * Writes all entries in one transaction and resolves when they are durable. Each commit checks, inside LMDB's
   * transaction, that nobody has taken the store over since it was opened; else nothing is written (FencedError).
   */
  commit(entries: Iterable<readonly [Key, Uint8Array | null]>): Promise<void>
  /** Writes what is committed now into a new file, without the pages that are free. Runs in LMDB's own thread. */
  copyTo(path: string): Promise<void>
  /** Bytes left to this process on the disk; without end where nobody can say. */
  freeBytes(): number
  /** Bytes in use in the file, roughly. */
  size(): number
  close(): Promise<void>
}

type Database = RootDatabase<Buffer, Key>

/** Keys go to LMDB and come back as strings of one character per byte, without a buffer each. */
const KEY_ENCODER = {
  writeKey(key: Key, target: Buffer, start: number): number {
    // lmdb-js takes a larger buffer when it meets a RangeError; a key cut off would be another key.
    if (start + key.length > target.length) throw new RangeError('the key does not fit')
    return start + target.write(key, start, 'latin1')
  },
  readKey: (target: Buffer, start: number, end: number): Key => target.toString('latin1', start, end),
}

/** Another process has taken the data directory over. */
export class FencedError extends Error {}

/**
 * Of the data directory. Format 2 has summaries in text indexes, which format 1 need not have; a version that knows only 1 would not keep them
 * up, so it must not write to such a directory.
 */
export const FORMAT = '2'

/** Whether this version reads what is in the format. */
export const isKnownFormat = (format: string | undefined): boolean => format === FORMAT || format === '1'

export const KNOWN_FORMATS = 'formats 1 and 2'

/** Opens `directory`/store.mdb, creating both, and takes it over from whoever wrote it before. */
export function openEnvironment(directory: string): Environment {
  mkdirSync(directory, { recursive: true })
  const database = openDatabase(directory, false)
  const fence = takeOver(database, directory)
  return {
    latest: {
      get: (key) => database.getBinary(key),
      range: (low, high, reverse) => readRange(database, low, high, reverse ?? false),
      batch: (low, high, limit) => readBatch(database, low, high, limit),
    },
    // Every commit resets the read transaction when it is durable, so none is older than what was acknowledged.
    snapshot: () => snapshotOf(database),
    async commit(entries) {
      const committed = database.ifNoExists(fence, () => {
        for (const [key, value] of entries) {
          if (value) database.put(key, asBuffer(value))
          else database.remove(key)
        }
      })
      if (!(await settled(committed))) throw new FencedError('another process has taken over the data directory')
      database.resetReadTxn()
    },
    freeBytes() {
      try {
        const { bavail, bsize } = statfsSync(directory)
        return bavail * bsize
      } catch {
        return Number.POSITIVE_INFINITY
      }
    },
    copyTo: (path) => database.backup(path, true),
    size() {
      const stats: unknown = database.getStats()
      return numberField(stats, 'lastPageNumber') * numberField(stats, 'pageSize')
    },
    close: () => database.close(),
  }
}

/** The environment that another thread of this process has opened, for reading only. */
export function openForReading(directory: string): Pick<Environment, 'snapshot' | 'close'> {
  const database = openDatabase(directory, true)
  return {
    snapshot() {
      // Nobody tells this thread of commits.
      database.resetReadTxn()
      return snapshotOf(database)
    },
    close: () => database.close(),
  }
}

const openDatabase = (directory: string, readOnly: boolean): Database =>
  open<Buffer, Key>({
    path: join(directory, 'store.mdb'),
    encoding: 'binary',
    keyEncoder: KEY_ENCODER,
    overlappingSync: false,
    // With it, lmdb-js keeps a promise of its own for each commit, whose rejection nobody could handle: a full disk would end the process.
    eventTurnBatching: false,
    cache: false,
    maxReaders: 1000,
    readOnly,
  })

function snapshotOf(database: Database): Snapshot {
  const transaction = database.useReadTransaction()
  let released = false
  return {
    get: (key) => readOne(database, key, transaction),
    range: (low, high, reverse) => readRange(database, low, high, reverse ?? false, transaction),
    batch: (low, high, limit) => readBatch(database, low, high, limit, transaction),
    release() {
      if (released) return
      released = true
      transaction.done()
    },
  }
}

/** lmdb-js rejects a failed commit at once and gives the cause as a promise beside the error. */
async function settled(commit: Promise<boolean>): Promise<boolean> {
  try {
    return await commit
  } catch (error) {
    const cause: unknown = error instanceof Error ? Reflect.get(error, 'commitError') : undefined
    if (cause instanceof Promise) await Promise.race([cause, new Promise((resolve) => setTimeout(resolve, 1000))])
    throw error
  }
}

/** Starts a new epoch and fences the one before, in one transaction. Returns the key whose presence ends our epoch. */
function takeOver(database: Database, directory: string): Key {
  return database.transactionSync(() => {
    const format = database.getBinary(META.format)
    if (format && !isKnownFormat(format.toString()))
      throw new MongoServerFailure(
        'UnsupportedFormat',
        `${directory} was written in format ${format.toString()}; this version reads ${KNOWN_FORMATS}`,
      )
    const stored = database.getBinary(META.epoch)
    const epoch = stored ? readRecordId(stored) : 0
    database.put(META.format, Buffer.from(FORMAT))
    database.put(META.epoch, toBytes(encodeRecordId(epoch + 1)))
    database.put(fenceKey(epoch), Buffer.from(FORMAT))
    database.remove(fenceKey(epoch - 64))
    return fenceKey(epoch + 1)
  })
}

const readOne = (database: Database, key: Key, transaction: Transaction): Uint8Array | undefined =>
  database.get(key, { transaction })

function* readRange(
  database: Database,
  low: Key,
  high: Key,
  reverse: boolean,
  transaction?: Transaction,
): Generator<Entry, undefined> {
  if (low >= high) return
  const bounds = reverse
    ? { start: high, exclusiveStart: true, end: low, inclusiveEnd: true, reverse: true }
    : { start: low, end: high }
  yield* database.getRange(transaction ? { ...bounds, transaction } : bounds)
}

function readBatch(database: Database, low: Key, high: Key, limit: number, transaction?: Transaction): Entry[] {
  if (low >= high) return []
  const bounds = { start: low, end: high, limit }
  return [...database.getRange(transaction ? { ...bounds, transaction } : bounds)]
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function numberField(value: unknown, name: string): number {
  if (typeof value !== 'object' || value === null || !(name in value)) return 0
  const field: unknown = Reflect.get(value, name)
  return typeof field === 'number' ? field : 0
}
