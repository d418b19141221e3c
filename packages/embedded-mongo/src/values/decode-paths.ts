import { asBuffer, decodeFields, decodeValue } from './decode.ts'
import type { FieldPaths } from './field-paths.ts'
import { readCStringEnd, readSize, skipValue } from './raw-bson.ts'
import type { Doc, Value } from './types.ts'

/**
 * Decodes only what lies at these paths and steps over the rest. A path goes through documents, also those in arrays; anything else that it
 * meets before its end is there as a whole.
 */
export const decodePaths = (bytes: Uint8Array, paths: FieldPaths): Doc => {
  if (paths.isFlat) return decodeFields(bytes, paths.names)
  const buffer = asBuffer(bytes)
  return readDocument(buffer, 0, buffer.length, paths)
}

function readDocument(buffer: Buffer, start: number, limit: number, paths: FieldPaths): Doc {
  const doc: Doc = new Map()
  const end = readSize(buffer, start, limit)
  for (let offset = start + 4; offset < end; ) {
    const type = buffer[offset] ?? 0
    const nameEnd = readCStringEnd(buffer, offset + 1, end)
    const name = paths.names.find(buffer, offset + 1, nameEnd)
    offset = skipValue(buffer, type, nameEnd + 1, end)
    if (name !== undefined) doc.set(name, readValue(buffer, type, nameEnd + 1, end, paths.inside(name)))
  }
  return doc
}

function readValue(buffer: Buffer, type: number, start: number, limit: number, paths: FieldPaths | undefined): Value {
  if (paths && type === 3) return readDocument(buffer, start, limit, paths)
  return paths && type === 4 ? readArray(buffer, start, limit, paths) : decodeValue(buffer, type, start, limit)
}

function readArray(buffer: Buffer, start: number, limit: number, paths: FieldPaths): Value[] {
  const values: Value[] = []
  const end = readSize(buffer, start, limit)
  for (let offset = start + 4; offset < end; ) {
    const type = buffer[offset] ?? 0
    const valueStart = readCStringEnd(buffer, offset + 1, end) + 1
    // An array directly inside an array is not gone through.
    values.push(readValue(buffer, type, valueStart, end, type === 3 ? paths : undefined))
    offset = skipValue(buffer, type, valueStart, end)
  }
  return values
}
