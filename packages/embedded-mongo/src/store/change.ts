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
  readonly images?: Images | undefined
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
  images: collection.settings.keepsImages ? images : undefined,
})

const ORIGIN_BYTES = 24

/** Bits of a header's second byte. */
const HAS_ORIGIN = 1
const HAS_IMAGES = 2

/** Header, names, images and payload of one change. */
export function encodeChange(change: LoggedChange): Buffer {
  const { kind, database, collection, payload, images, time, wallTime, origin } = change
  const databaseBytes = Buffer.byteLength(database)
  const collectionBytes = Buffer.byteLength(collection)
  const namesAt = 24 + (origin ? ORIGIN_BYTES : 0)
  const imagesAt = namesAt + databaseBytes + collectionBytes
  const payloadAt = imagesAt + (images ? imagesBytes(images) : 0)
  const bytes = Buffer.allocUnsafe(payloadAt + payload.length)
  bytes.writeUInt8(CHANGE_KINDS.indexOf(kind), 0)
  bytes.writeUInt8((origin ? HAS_ORIGIN : 0) | (images ? HAS_IMAGES : 0), 1)
  bytes.writeUInt8(databaseBytes, 2)
  bytes.writeUInt8(collectionBytes, 3)
  bytes.writeUInt32BE(payload.length, 4)
  bytes.writeUInt32BE(time.t, 8)
  bytes.writeUInt32BE(time.i, 12)
  bytes.writeDoubleBE(wallTime, 16)
  if (origin) {
    bytes.set(origin.session, 24)
    bytes.writeDoubleBE(origin.txnNumber, 40)
  }
  bytes.write(database, namesAt)
  bytes.write(collection, namesAt + databaseBytes)
  if (images) writeImages(bytes, imagesAt, images)
  bytes.set(payload, payloadAt)
  return bytes
}

/** Two lengths, 0 for none, and the documents. */
function writeImages(bytes: Buffer, at: number, { before = NOTHING, after = NOTHING }: Images): void {
  bytes.writeUInt32BE(before.length, at)
  bytes.writeUInt32BE(after.length, at + 4)
  bytes.set(before, at + IMAGE_LENGTHS)
  bytes.set(after, at + IMAGE_LENGTHS + before.length)
}

const imagesBytes = ({ before = NOTHING, after = NOTHING }: Images): number =>
  IMAGE_LENGTHS + before.length + after.length

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
      images: kept?.images,
      time,
      wallTime: buffer.readDoubleBE(at + 16),
      origin: isInTransaction
        ? { session: buffer.subarray(at + 24, at + 40), txnNumber: buffer.readDoubleBE(at + 40) }
        : undefined,
    }
    at = payloadAt + payloadBytes
  }
}
