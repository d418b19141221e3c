import { Timestamp } from 'bson'
import type { Collection } from './catalog.ts'

export const CHANGE_KINDS = ['insert', 'update', 'replace', 'delete', 'drop', 'rename', 'dropDatabase'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/**
 * One change as the commit log keeps it. `payload` is BSON: the whole document of insert and replace; `_id`,
 * updatedFields, removedFields and truncatedArrays of update; `_id` of delete; `to` of rename; empty for drops.
 */
export interface Change {
  readonly kind: ChangeKind
  readonly database: string
  /** Empty for dropDatabase. */
  readonly collection: string
  readonly payload: Uint8Array
  /** Of a collection that keeps them: the document before and after. */
  readonly images?: Images
}

export interface Images {
  readonly before: Uint8Array | undefined
  /** Of an update; insert and replace have it as their payload. */
  readonly after: Uint8Array | undefined
}

/** The transaction a change was made in. */
export interface ChangeOrigin {
  /** The session's id, 16 bytes. */
  readonly session: Uint8Array
  readonly txnNumber: number
}

export interface LoggedChange extends Change {
  readonly time: Timestamp
  /** Milliseconds since 1970. */
  readonly wallTime: number
  readonly origin: ChangeOrigin | undefined
}

export const changeOf = (
  kind: ChangeKind,
  collection: Collection,
  payload: Uint8Array,
  images: Images = { before: undefined, after: undefined },
): Change => ({
  kind,
  database: collection.database,
  collection: collection.name,
  payload,
  ...(collection.settings.keepsImages ? { images } : {}),
})

const ORIGIN_BYTES = 24

/** Bits of a header's second byte. */
const HAS_ORIGIN = 1
const HAS_IMAGES = 2

/** Header and payload of one change; the payload is not copied. */
export function encodeChange(change: LoggedChange): [Buffer, Uint8Array] {
  const { kind, database, collection, payload, images, time, wallTime, origin } = change
  const databaseBytes = Buffer.byteLength(database)
  const collectionBytes = Buffer.byteLength(collection)
  const header = Buffer.allocUnsafe(24 + (origin ? ORIGIN_BYTES : 0) + databaseBytes + collectionBytes)
  header.writeUInt8(CHANGE_KINDS.indexOf(kind), 0)
  header.writeUInt8((origin ? HAS_ORIGIN : 0) | (images ? HAS_IMAGES : 0), 1)
  header.writeUInt8(databaseBytes, 2)
  header.writeUInt8(collectionBytes, 3)
  header.writeUInt32BE(payload.length, 4)
  header.writeUInt32BE(time.t, 8)
  header.writeUInt32BE(time.i, 12)
  header.writeDoubleBE(wallTime, 16)
  let at = 24
  if (origin) {
    header.set(origin.session, at)
    header.writeDoubleBE(origin.txnNumber, at + 16)
    at += ORIGIN_BYTES
  }
  at += header.write(database, at)
  header.write(collection, at)
  return [images ? Buffer.concat([header, ...encodeImages(images)]) : header, payload]
}

/** Two lengths, 0 for none, and the documents. */
function encodeImages({ before = NOTHING, after = NOTHING }: Images): Uint8Array[] {
  const lengths = Buffer.alloc(IMAGE_LENGTHS)
  lengths.writeUInt32BE(before.length, 0)
  lengths.writeUInt32BE(after.length, 4)
  return [lengths, before, after]
}

const NOTHING = new Uint8Array()
const IMAGE_LENGTHS = 8

function decodeImages(buffer: Buffer, at: number): { images: Images; bytes: number } {
  const beforeAt = at + IMAGE_LENGTHS
  const afterAt = beforeAt + buffer.readUInt32BE(at)
  const end = afterAt + buffer.readUInt32BE(at + 4)
  return {
    images: {
      before: afterAt > beforeAt ? buffer.subarray(beforeAt, afterAt) : undefined,
      after: end > afterAt ? buffer.subarray(afterAt, end) : undefined,
    },
    bytes: end - at,
  }
}

/** The changes of one log entry, in order. Payloads are views of `bytes`. */
export function* decodeChanges(bytes: Uint8Array): Generator<LoggedChange, void, undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < buffer.length; ) {
    const flags = buffer.readUInt8(at + 1)
    const isInTransaction = (flags & HAS_ORIGIN) !== 0
    const databaseBytes = buffer.readUInt8(at + 2)
    const collectionBytes = buffer.readUInt8(at + 3)
    const payloadBytes = buffer.readUInt32BE(at + 4)
    const time = new Timestamp({ t: buffer.readUInt32BE(at + 8), i: buffer.readUInt32BE(at + 12) })
    const names = at + 24 + (isInTransaction ? ORIGIN_BYTES : 0)
    const namesEnd = names + databaseBytes + collectionBytes
    const kept = (flags & HAS_IMAGES) !== 0 ? decodeImages(buffer, namesEnd) : undefined
    const payloadAt = namesEnd + (kept?.bytes ?? 0)
    yield {
      kind: CHANGE_KINDS[buffer.readUInt8(at)] ?? 'insert',
      database: buffer.toString('utf8', names, names + databaseBytes),
      collection: buffer.toString('utf8', names + databaseBytes, namesEnd),
      payload: buffer.subarray(payloadAt, payloadAt + payloadBytes),
      ...(kept ? { images: kept.images } : {}),
      time,
      wallTime: buffer.readDoubleBE(at + 16),
      origin: isInTransaction
        ? { session: buffer.subarray(at + 24, at + 40), txnNumber: buffer.readDoubleBE(at + 40) }
        : undefined,
    }
    at = payloadAt + payloadBytes
  }
}
