/**
 * Every key of the store, as a string of one character per byte: string order is then byte order, and strings are what
 * Map and sort are fast with. The first character names the room:
 *   m  single values (format, epoch, commit sequence, next ids)
 *   c  catalog entry by collection id
 *   n  document count and size by collection id
 *   d  documents: collection id, record id
 *   i  index entries: index id, encoded key (and record id, unless the index is unique)
 *   r  retryable-write and transaction-commit records by session
 *   o  the commit log: batch sequence, index of the entry's first change
 *   u  users who may sign in, by database and name
 *   g  garbage: dropped collections and indexes whose data is still being removed
 */
export type Key = string

/** LMDB's limit for a key with 4 KB pages. */
export const MAX_KEY_BYTES = 1978

const u32 = (value: number): Key =>
  String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)

const u64 = (value: number): Key => u32(Math.floor(value / 0x1_0000_0000)) + u32(value % 0x1_0000_0000)

export const META = {
  format: 'mformat',
  epoch: 'mepoch',
  sequence: 'msequence',
  nextId: 'mnextId',
  log: 'mlog',
  userSecret: 'muserSecret',
} as const

/** Present once the epoch is over: every commit of that epoch checks that it is absent. */
export const fenceKey = (epoch: number): Key => `mfenced${u64(Math.max(epoch, 0))}`
export const catalogKey = (collectionId: number): Key => `c${u32(collectionId)}`
export const countKey = (collectionId: number): Key => `n${u32(collectionId)}`
export const documentPrefix = (collectionId: number): Key => `d${u32(collectionId)}`
export const documentKey = (collectionId: number, recordId: number): Key => `d${u32(collectionId)}${u64(recordId)}`
export const indexPrefix = (indexId: number): Key => `i${u32(indexId)}`
export const garbageKey = (prefix: Key): Key => `g${prefix}`
export const userKey = (fullName: string): Key => `u${Buffer.from(fullName).toString('latin1')}`
/** Every user, as the bounds of a range. */
export const USERS: readonly [low: Key, high: Key] = ['u', 'v']
export const encodeRecordId = u64

/** The record id in the last eight bytes of a key, or in an eight-byte value. */
export function readRecordId(text: Key | Uint8Array, end = text.length): number {
  if (typeof text === 'string') {
    let value = 0
    for (let i = end - 8; i < end; i++) value = value * 256 + text.charCodeAt(i)
    return value
  }
  let value = 0
  for (let i = end - 8; i < end; i++) value = value * 256 + (text[i] ?? 0)
  return value
}

/** The smallest key greater than every key that begins with `prefix`. */
export function afterPrefix(prefix: Key): Key {
  let end = prefix.length
  while (end > 0 && prefix.charCodeAt(end - 1) === 255) end--
  if (end === 0) return '\xff'.repeat(MAX_KEY_BYTES)
  return prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1)
}

export const toBytes = (key: Key): Buffer => Buffer.from(key, 'latin1')

export const fromBytes = (bytes: Uint8Array): Key =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
