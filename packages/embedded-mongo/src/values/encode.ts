import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Int32, ObjectId, Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { typeNumber } from './bson-type.ts'
import { ByteWriter } from './byte-writer.ts'
import { fromPlain } from './plain.ts'
import { MAX_DEPTH } from './raw-bson.ts'
import type { Doc, Value } from './types.ts'

/** Encodes a document as BSON (source: bsonspec.org 1.1). Nesting beyond 200 levels fails with Overflow. */
export function encodeDocument(doc: Doc): Uint8Array {
  const writer = new ByteWriter()
  writeDocument(writer, doc, 1)
  return writer.finish()
}

/** Encodes fields as they stand between a document's length and its closing zero. */
export function writeFields(writer: ByteWriter, fields: Iterable<readonly [string, Value]>): void {
  for (const [name, value] of fields) writeElement(writer, name, value, 1)
}

function writeDocument(writer: ByteWriter, doc: Doc, depth: number): void {
  const start = begin(writer, depth)
  for (const [name, value] of doc) writeElement(writer, name, value, depth)
  end(writer, start)
}

function writeArray(writer: ByteWriter, values: readonly Value[], depth: number): void {
  const start = begin(writer, depth)
  for (const [index, value] of values.entries()) writeElement(writer, String(index), value, depth)
  end(writer, start)
}

function begin(writer: ByteWriter, depth: number): number {
  if (depth > MAX_DEPTH) {
    throw new MongoServerFailure('Overflow', `BSONObj exceeds maximum nested object depth: ${MAX_DEPTH}`)
  }
  return writer.reserve(4)
}

function end(writer: ByteWriter, start: number): void {
  writer.byte(0)
  writer.buffer.writeInt32LE(writer.length - start, start)
}

function writeElement(writer: ByteWriter, name: string, value: Value, depth: number): void {
  writer.byte(typeNumber(value) & 255)
  writeCString(writer, name)
  writeValue(writer, value, depth)
}

function writeCString(writer: ByteWriter, text: string): void {
  if (text.includes('\0')) throw new MongoServerFailure('BadValue', 'names and patterns must not contain null bytes')
  writer.text(text)
  writer.byte(0)
}

function writeString(writer: ByteWriter, text: string): void {
  const start = writer.reserve(4)
  writer.text(text)
  writer.byte(0)
  writer.buffer.writeInt32LE(writer.length - start - 4, start)
}

function writeValue(writer: ByteWriter, value: Value, depth: number): void {
  if (typeof value === 'string') writeString(writer, value)
  else if (typeof value === 'number') {
    const at = writer.reserve(8)
    writer.buffer.writeDoubleLE(value, at)
  } else if (typeof value === 'bigint') writeLong(writer, value)
  else if (typeof value === 'boolean') writer.byte(value ? 1 : 0)
  else if (typeof value === 'object' && value !== null) writeObject(writer, value, depth)
}

function writeLong(writer: ByteWriter, value: bigint): void {
  const at = writer.reserve(8)
  writer.buffer.writeBigInt64LE(value, at)
}

function writeObject(writer: ByteWriter, value: Extract<Value, object>, depth: number): void {
  if (value instanceof Int32) writer.int32(value.value)
  else if (value instanceof Map) writeDocument(writer, value, depth + 1)
  else if (Array.isArray(value)) writeArray(writer, value, depth + 1)
  else if (value instanceof ObjectId) writer.bytes(value.id)
  else if (value instanceof Date) writeLong(writer, BigInt(value.getTime()))
  else if (value instanceof Decimal128) writer.bytes(value.bytes)
  else if (value instanceof Binary) writeBinary(writer, value)
  else if (value instanceof Timestamp) writeTimestamp(writer, value)
  else if (value instanceof BSONRegExp) {
    writeCString(writer, value.pattern)
    writeCString(writer, value.options)
  } else if (value instanceof BSONSymbol) writeString(writer, value.value)
  else if (value instanceof Code) writeCode(writer, value, depth)
  else if (value instanceof DBRef) {
    writeString(writer, pointerNamespace(value))
    writer.bytes(value.oid.id)
  }
}

function writeBinary(writer: ByteWriter, value: Binary): void {
  const content = binaryContent(value)
  const old = value.sub_type === 2
  writer.int32(old ? content.length + 4 : content.length)
  writer.byte(value.sub_type)
  if (old) writer.int32(content.length)
  writer.bytes(content)
}

function writeTimestamp(writer: ByteWriter, value: Timestamp): void {
  const at = writer.reserve(8)
  writer.buffer.writeUInt32LE(value.i, at)
  writer.buffer.writeUInt32LE(value.t, at + 4)
}

function writeCode(writer: ByteWriter, value: Code, depth: number): void {
  const scope = codeScope(value)
  const start = scope === undefined ? 0 : writer.reserve(4)
  writeString(writer, value.code)
  if (scope === undefined) return
  writeDocument(writer, scope, depth + 1)
  writer.buffer.writeInt32LE(writer.length - start, start)
}

/** The bytes a Binary holds; its buffer may be longer. */
export function binaryContent(value: Binary): Uint8Array {
  return value.buffer.subarray(0, value.position)
}

export function pointerNamespace(value: DBRef): string {
  return value.db === undefined ? value.collection : `${value.db}.${value.collection}`
}

/** The scope of code as a document; the bson class keeps whatever it was given. */
export function codeScope(value: Code): Doc | undefined {
  const scope: unknown = value.scope
  if (!scope) return undefined
  return scope instanceof Map ? scope : fromPlain(value.scope ?? {})
}
