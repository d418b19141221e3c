import { asBuffer, decodeValue } from './decode.ts'
import { readCStringEnd, readSize, skipValue } from './raw-bson.ts'
import type { Missing, Value } from './types.ts'

const PATHS = new Map<string, readonly Buffer[]>()
const MAX_PATHS = 1000

/**
 * Finds a dotted path in raw BSON; only the value found is decoded. Where the path meets an array before its end, the array
 * is decoded and the rest of the path is read from each document in it, as the aggregation's `"$a.b"` does.
 */
export function readField(bytes: Uint8Array, path: string): Value | Missing {
  const buffer = asBuffer(bytes)
  const parts = pathParts(path)
  let offset = 0
  let limit = buffer.length
  for (let i = 0; ; i += 1) {
    const end = readSize(buffer, offset, limit)
    const found = findElement(buffer, offset + 4, end, parts[i] ?? Buffer.alloc(0))
    if (found === -1) return undefined
    const type = buffer[found] ?? 0
    const start = readCStringEnd(buffer, found + 1, end) + 1
    if (i === parts.length - 1) return decodeValue(buffer, type, start, end)
    if (type === 4) return readInside(decodeValue(buffer, type, start, end), path.split('.').slice(i + 1))
    if (type !== 3) return undefined
    offset = start
    limit = end
  }
}

/** The offset of the element of this name, or -1. */
function findElement(buffer: Buffer, from: number, end: number, name: Buffer): number {
  let offset = from
  while (offset < end) {
    const type = buffer[offset] ?? 0
    const nameStart = offset + 1
    const nameEnd = nameStart + name.length
    let i = 0
    while (i < name.length && buffer[nameStart + i] === name[i]) i += 1
    if (i === name.length && nameEnd < end && buffer[nameEnd] === 0) return offset
    offset = skipValue(buffer, type, readCStringEnd(buffer, nameStart + i, end) + 1, end)
  }
  return -1
}

function readInside(value: Value, path: readonly string[]): Value | Missing {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      const found = element instanceof Map || Array.isArray(element) ? readInside(element, path) : undefined
      return found === undefined ? [] : [found]
    })
  }
  const found = value instanceof Map ? value.get(name) : undefined
  return found === undefined ? undefined : readInside(found, rest)
}

function pathParts(path: string): readonly Buffer[] {
  const known = PATHS.get(path)
  if (known !== undefined) return known
  if (PATHS.size >= MAX_PATHS) PATHS.clear()
  const parts = path.split('.').map((part) => Buffer.from(part))
  PATHS.set(path, parts)
  return parts
}
