import { MongoServerFailure } from '../errors.ts'

/** MongoDB's limit for nesting on the wire. */
export const MAX_DEPTH = 200

export function invalid(reason: string): MongoServerFailure {
  return new MongoServerFailure('InvalidBSON', `invalid BSON: ${reason}`)
}

export function checkEnd(next: number, end: number): number {
  if (next > end) throw invalid('a value passes the end of its document')
  return next
}

/** Checks a document's or array's own length and closing zero; answers the offset of that zero. */
export function readSize(buffer: Buffer, offset: number, limit: number): number {
  if (offset + 5 > limit) throw invalid('a document is cut off')
  const size = buffer.readInt32LE(offset)
  if (size < 5 || offset + size > limit) throw invalid('a document has a wrong length')
  const end = offset + size - 1
  if (buffer[end] !== 0) throw invalid('a document does not end with a zero byte')
  return end
}

/** The offset of the zero byte that ends the text beginning at `offset`. */
export function readCStringEnd(buffer: Buffer, offset: number, end: number): number {
  let i = offset
  while (i < end && buffer[i] !== 0) i += 1
  if (i >= end) throw invalid('a name is not ended')
  return i
}

function skipString(buffer: Buffer, offset: number, end: number): number {
  if (offset + 5 > end) throw invalid('a text is cut off')
  const length = buffer.readInt32LE(offset)
  const next = offset + 4 + length
  if (length < 1 || next > end || buffer[next - 1] !== 0) throw invalid('a text has a wrong length')
  return next
}

function skipBinary(buffer: Buffer, offset: number, end: number): number {
  if (offset + 5 > end) throw invalid('a binary is cut off')
  const length = buffer.readInt32LE(offset)
  if (length < 0) throw invalid('a binary has a wrong length')
  return checkEnd(offset + 5 + length, end)
}

function skipScopedCode(buffer: Buffer, offset: number, end: number): number {
  if (offset + 14 > end) throw invalid('code is cut off')
  const length = buffer.readInt32LE(offset)
  if (length < 14) throw invalid('code has a wrong length')
  return checkEnd(offset + length, end)
}

/** The offset behind a value of this type, checked to lie inside `end`. Documents are stepped over, not looked into. */
export function skipValue(buffer: Buffer, type: number, offset: number, end: number): number {
  switch (type) {
    case 1:
    case 9:
    case 17:
    case 18:
      return checkEnd(offset + 8, end)
    case 2:
    case 13:
    case 14:
      return skipString(buffer, offset, end)
    case 3:
    case 4:
      return readSize(buffer, offset, end) + 1
    case 5:
      return skipBinary(buffer, offset, end)
    case 6:
    case 10:
    case 127:
    case 255:
      return offset
    case 7:
      return checkEnd(offset + 12, end)
    case 8:
      return checkEnd(offset + 1, end)
    case 11:
      return readCStringEnd(buffer, readCStringEnd(buffer, offset, end) + 1, end) + 1
    case 12:
      return checkEnd(skipString(buffer, offset, end) + 12, end)
    case 15:
      return skipScopedCode(buffer, offset, end)
    case 16:
      return checkEnd(offset + 4, end)
    case 19:
      return checkEnd(offset + 16, end)
    default:
      throw invalid(`unknown type ${type}`)
  }
}
