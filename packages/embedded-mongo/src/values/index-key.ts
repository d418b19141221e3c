import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, type Decimal128, type Int32, ObjectId, Timestamp } from 'bson'
import { isNumber, typeRank } from './bson-type.ts'
import { ByteWriter } from './byte-writer.ts'
import { binaryContent, codeScope, pointerNamespace } from './encode.ts'
import { writeNumberKey } from './number-key.ts'
import type { Collation, Doc, Missing, Value } from './types.ts'

/**
 * Bytes that order as the values do: part by part, `memcmp` of two keys agrees with `compareValues`, reversed for parts of
 * direction -1, and equal values (1 and 1.0) give equal bytes. No part's bytes begin another's, so a key of the first
 * parts is a prefix of all keys that share them. Missing and undefined are one and come before null, as in `compareValues`:
 * an index that wants MongoDB's "missing is null" passes null.
 */
export function encodeIndexKey(
  values: readonly (Value | Missing)[],
  directions: readonly (1 | -1)[],
  collation?: Collation | null,
): Uint8Array {
  const writer = new ByteWriter()
  for (const [i, value] of values.entries()) {
    const start = writer.length
    writePart(writer, value, collation)
    if (directions[i] === -1) invert(writer, start)
  }
  return writer.finish()
}

function invert(writer: ByteWriter, start: number): void {
  const { buffer, length } = writer
  for (let i = start; i < length; i += 1) buffer[i] = ~(buffer[i] ?? 0)
}

function writePart(writer: ByteWriter, value: Value | Missing, collation?: Collation | null): void {
  writer.byte(typeRank(value))
  if (isNumber(value)) writeNumberKey(writer, value)
  else if (typeof value === 'string') writeText(writer, value, collation)
  else if (typeof value === 'boolean') writer.byte(value ? 1 : 0)
  else if (typeof value === 'object' && value !== null) writeObject(writer, value, collation)
}

function writeObject(
  writer: ByteWriter,
  value: Exclude<Extract<Value, object>, Int32 | Decimal128>,
  collation?: Collation | null,
): void {
  if (value instanceof ObjectId) writer.bytes(value.id)
  else if (value instanceof Date) writeDate(writer, value.getTime())
  else if (value instanceof Map) writeDoc(writer, value, collation)
  else if (Array.isArray(value)) {
    for (const element of value) writePart(writer, element, collation)
    writer.byte(0)
  } else if (value instanceof BSONSymbol) writeText(writer, value.value, collation)
  else if (value instanceof Binary) writeBinary(writer, value)
  else if (value instanceof Timestamp) {
    writeUInt32(writer, value.t)
    writeUInt32(writer, value.i)
  } else if (value instanceof BSONRegExp) {
    writeText(writer, value.pattern)
    writeText(writer, value.options)
  } else if (value instanceof Code) {
    writeText(writer, value.code)
    const scope = codeScope(value)
    if (scope !== undefined) writeDoc(writer, scope, collation)
  } else if (value instanceof DBRef) {
    const namespace = Buffer.from(pointerNamespace(value))
    writeUInt32(writer, namespace.length)
    writer.bytes(namespace)
    writer.bytes(value.oid.id)
  }
}

/** Each field as type, name, value: the order in which documents are compared. */
function writeDoc(writer: ByteWriter, doc: Doc, collation?: Collation | null): void {
  for (const [name, value] of doc) {
    writer.byte(typeRank(value))
    writeText(writer, name)
    writePart(writer, value, collation)
  }
  writer.byte(0)
}

/** Ended by 0; the bytes 0 and 1 become 1,1 and 1,2, which keeps the order and frees 0. */
function writeText(writer: ByteWriter, text: string, collation?: Collation | null): void {
  const bytes = collation ? collation.sortKey(text) : Buffer.from(text)
  const { length } = bytes
  let at = writer.reserve(length * 2 + 1)
  const { buffer } = writer
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte > 1) buffer[at++] = byte
    else {
      buffer[at++] = 1
      buffer[at++] = byte + 1
    }
  }
  buffer[at++] = 0
  writer.length = at
}

function writeBinary(writer: ByteWriter, value: Binary): void {
  const content = binaryContent(value)
  writeUInt32(writer, content.length)
  writer.byte(value.sub_type)
  writer.bytes(content)
}

function writeUInt32(writer: ByteWriter, value: number): void {
  const at = writer.reserve(4)
  writer.buffer.writeUInt32BE(value, at)
}

/** Milliseconds as a signed 64-bit number with its sign bit flipped. */
function writeDate(writer: ByteWriter, milliseconds: number): void {
  const high = Math.floor(milliseconds / 2 ** 32)
  writeUInt32(writer, high + 2 ** 31)
  writeUInt32(writer, milliseconds - high * 2 ** 32)
}
