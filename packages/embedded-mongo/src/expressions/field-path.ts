import { MongoServerFailure } from '../errors.ts'
import type { Doc, Missing, Value } from '../values/types.ts'

/** Splits and checks a path as MongoDB's FieldPath does; the path carries no leading `$`. */
export function parseFieldPath(path: string): string[] {
  if (path === '') throw new MongoServerFailure(40352, 'FieldPath cannot be constructed with empty string')
  if (path.endsWith('.')) throw new MongoServerFailure(40353, "FieldPath must not end with a '.'.")
  const names = path.split('.')
  for (const name of names) checkFieldName(name)
  return names
}

/** Refuses a name that cannot be one step of a path. */
export function checkFieldName(name: string): void {
  if (name === '') throw new MongoServerFailure(15998, 'FieldPath field names may not be empty strings.')
  if (name.startsWith('$')) {
    const advice = 'Consider using $getField or $setField.'
    throw new MongoServerFailure(16410, `FieldPath field names may not start with '$'. ${advice}`)
  }
  if (name.includes('\0')) {
    throw new MongoServerFailure(16411, 'FieldPath field names may not contain null bytes.')
  }
}

/** Follows the names from `start` on; an array on the way maps over its documents and drops what is missing. */
export function readPath(value: Value | Missing, names: readonly string[], start: number): Value | Missing {
  let current = value
  for (let index = start; index < names.length; index++) {
    if (current instanceof Map) {
      current = current.get(names[index] ?? '')
    } else if (Array.isArray(current)) {
      return readArray(current, names, index)
    } else {
      return undefined
    }
  }
  return current
}

function readArray(items: readonly Value[], names: readonly string[], start: number): Value[] {
  const found: Value[] = []
  for (const item of items) {
    if (!(item instanceof Map)) continue
    const value = readPath(item, names, start)
    if (value !== undefined) found.push(value)
  }
  return found
}

/** The value of a path in a document, without the mapping over arrays: missing where an array is on the way. */
export function readPlainPath(doc: Doc, names: readonly string[]): Value | Missing {
  let current: Value | Missing = doc
  for (const name of names) {
    if (!(current instanceof Map)) return undefined
    current = current.get(name)
  }
  return current
}
