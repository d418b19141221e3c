import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Int32,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { readFieldName } from './field-name.ts'
import type { FieldNames } from './field-names.ts'
import { invalid, MAX_DEPTH, readCStringEnd, readSize, skipValue } from './raw-bson.ts'
import { type Doc, UNDEFINED, type Value } from './types.ts'

/** Where the decoder stands. One object per call instead of closures: this is the hottest loop of the database. */
interface Reader {
  readonly buffer: Buffer
  offset: number
  depth: number
}

/**
 * Decodes one BSON document (source: bsonspec.org 1.1). Every length is checked against its surroundings;
 * bytes that are no document fail with InvalidBSON, nesting beyond 200 levels with Overflow.
 */
export function decodeDocument(bytes: Uint8Array): Doc {
  const buffer = asBuffer(bytes)
  const reader: Reader = { buffer, offset: 0, depth: 0 }
  const doc = readDocument(reader, buffer.length)
  if (reader.offset !== buffer.length) throw invalid('bytes follow the document')
  return doc
}

/**
 * Decodes only the top-level fields of these names, in the order in which they are stored; the others are stepped over.
 * Ends as soon as all are found: of a name that comes twice the first is taken.
 */
export function decodeFields(bytes: Uint8Array, wanted: FieldNames): Doc {
  const doc: Doc = new Map()
  if (wanted.size === 0) return doc
  const buffer = asBuffer(bytes)
  const end = readSize(buffer, 0, buffer.length)
  const reader: Reader = { buffer, offset: 4, depth: 1 }
  while (reader.offset < end) {
    const type = buffer[reader.offset] ?? 0
    const nameEnd = readCStringEnd(buffer, reader.offset + 1, end)
    const name = wanted.find(buffer, reader.offset + 1, nameEnd)
    reader.offset = nameEnd + 1
    if (name === undefined || doc.has(name)) reader.offset = skipValue(buffer, type, reader.offset, end)
    else if (doc.set(name, readValue(reader, type, end)).size === wanted.size) break
  }
  return doc
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Decodes the value of one element; `offset` is where it begins, `end` where its document's content ends. */
export function decodeValue(buffer: Buffer, type: number, offset: number, end: number): Value {
  return readValue({ buffer, offset, depth: 0 }, type, end)
}

function readDocument(reader: Reader, limit: number): Doc {
  const end = enter(reader, limit)
  const { buffer } = reader
  const doc: Doc = new Map()
  while (reader.offset < end) {
    const type = buffer[reader.offset] ?? 0
    const nameEnd = readCStringEnd(buffer, reader.offset + 1, end)
    const name = readFieldName(buffer, reader.offset + 1, nameEnd)
    reader.offset = nameEnd + 1
    doc.set(name, readValue(reader, type, end))
  }
  leave(reader, end)
  return doc
}

function readArray(reader: Reader, limit: number): Value[] {
  const end = enter(reader, limit)
  const { buffer } = reader
  const values: Value[] = []
  while (reader.offset < end) {
    const type = buffer[reader.offset] ?? 0
    reader.offset = readCStringEnd(buffer, reader.offset + 1, end) + 1
    values.push(readValue(reader, type, end))
  }
  leave(reader, end)
  return values
}

/** Reads the length, checks it and the closing zero, and answers where the elements end. */
function enter(reader: Reader, limit: number): number {
  reader.depth += 1
  if (reader.depth > MAX_DEPTH) {
    throw new MongoServerFailure('Overflow', `BSONObj exceeds maximum nested object depth: ${MAX_DEPTH}`)
  }
  const end = readSize(reader.buffer, reader.offset, limit)
  reader.offset += 4
  return end
}

function leave(reader: Reader, end: number): void {
  if (reader.offset !== end) throw invalid('an element passes the end of its document')
  reader.offset = end + 1
  reader.depth -= 1
}

function readValue(reader: Reader, type: number, end: number): Value {
  const { buffer, offset } = reader
  if (type === 3) return readDocument(reader, end)
  if (type === 4) return readArray(reader, end)
  if (type === 15) return readScopedCode(reader, end)
  const next = skipValue(buffer, type, offset, end)
  reader.offset = next
  switch (type) {
    case 1:
      return buffer.readDoubleLE(offset)
    case 2:
      return text(buffer, offset + 4, next - 1)
    case 5:
      return readBinary(buffer, offset, next)
    case 6:
      return UNDEFINED
    case 7:
      return new ObjectId(copy(buffer, offset, next))
    case 8:
      return buffer[offset] !== 0
    case 9:
      return readDate(buffer, offset)
    case 10:
      return null
    case 11:
      return readRegex(buffer, offset, next)
    case 12:
      return readPointer(buffer, offset, next)
    case 13:
      return new Code(text(buffer, offset + 4, next - 1))
    case 14:
      return new BSONSymbol(text(buffer, offset + 4, next - 1))
    case 16:
      return new Int32(buffer.readInt32LE(offset))
    case 17:
      return new Timestamp({ i: buffer.readUInt32LE(offset), t: buffer.readUInt32LE(offset + 4) })
    case 18:
      return buffer.readBigInt64LE(offset)
    case 19:
      return new Decimal128(copy(buffer, offset, next))
    default:
      return type === 255 ? new MinKey() : new MaxKey()
  }
}

/** Short ASCII text is common and faster to copy as latin1. */
function text(buffer: Buffer, start: number, end: number): string {
  if (end - start > 64) return buffer.toString('utf8', start, end)
  for (let i = start; i < end; i += 1) {
    if ((buffer[i] ?? 0) > 127) return buffer.toString('utf8', start, end)
  }
  return buffer.toString('latin1', start, end)
}

/** A copy: the input may be a network buffer or memory the store will reuse. */
function copy(buffer: Buffer, start: number, end: number): Buffer {
  const bytes = Buffer.allocUnsafe(end - start)
  buffer.copy(bytes, 0, start, end)
  return bytes
}

function readDate(buffer: Buffer, offset: number): Date {
  const date = new Date(buffer.readInt32LE(offset + 4) * 2 ** 32 + buffer.readUInt32LE(offset))
  if (Number.isNaN(date.getTime()))
    throw new MongoServerFailure('BadValue', 'dates beyond the year 275760 are not supported')
  return date
}

function readBinary(buffer: Buffer, offset: number, next: number): Binary {
  const subtype = buffer[offset + 4] ?? 0
  if (subtype !== 2) return new Binary(copy(buffer, offset + 5, next), subtype)
  // The old binary subtype repeats its length inside.
  if (next - offset < 9 || buffer.readInt32LE(offset + 5) !== next - offset - 9)
    throw invalid('bad length of old binary')
  return new Binary(copy(buffer, offset + 9, next), subtype)
}

function readRegex(buffer: Buffer, offset: number, next: number): BSONRegExp {
  const patternEnd = readCStringEnd(buffer, offset, next)
  const regex = new BSONRegExp(text(buffer, offset, patternEnd), '')
  regex.options = text(buffer, patternEnd + 1, next - 1)
  return regex
}

function readPointer(buffer: Buffer, offset: number, next: number): DBRef {
  const namespace = text(buffer, offset + 4, next - 13)
  const pointer = new DBRef(namespace, new ObjectId(copy(buffer, next - 12, next)))
  // The class splits a namespace at its dot; a stored pointer keeps it whole.
  pointer.collection = namespace
  delete pointer.db
  return pointer
}

function readScopedCode(reader: Reader, limit: number): Code {
  const { buffer, offset } = reader
  const end = skipValue(buffer, 15, offset, limit)
  const codeEnd = skipValue(buffer, 13, offset + 4, end)
  reader.offset = codeEnd
  const scope = readDocument(reader, end)
  if (reader.offset !== end) throw invalid('bad length of code with scope')
  return new Code(text(buffer, offset + 8, codeEnd - 1), scope)
}
