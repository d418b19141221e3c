import { Decimal128 } from 'bson'
import { typeNumber } from './bson-type.ts'
import { compareValues } from './compare.ts'
import type { Missing, Value } from './types.ts'

/** Whether two values are stored as the same bytes: stricter than equality, which takes 1 and 1.0 for one. */
export function identicalValues(a: Value | Missing, b: Value | Missing): boolean {
  if (a === b) return true
  if (typeNumber(a) !== typeNumber(b)) return false
  if (typeof a === 'number') return Object.is(a, b)
  if (a instanceof Decimal128 && b instanceof Decimal128) return Buffer.compare(a.bytes, b.bytes) === 0
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, i) => identicalValues(element, b[i]))
  }
  if (!(a instanceof Map && b instanceof Map)) return compareValues(a, b) === 0
  if (a.size !== b.size) return false
  const others = b.entries()
  for (const [name, value] of a) {
    const next = others.next()
    if (next.done || next.value[0] !== name || !identicalValues(value, next.value[1])) return false
  }
  return true
}
