import { Int32 } from 'bson'
import { type Missing, UNDEFINED, type Value } from './types.ts'

/** The order of BSON values written down as slowly and plainly as can be, for null, numbers, text, documents, arrays, booleans and dates. */
export function slowCompare(a: Value | Missing, b: Value | Missing): number {
  const byType = slowRank(a) - slowRank(b)
  if (byType !== 0) return byType
  if (a instanceof Map && b instanceof Map) return compareLists([...a], [...b], compareFields)
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b, slowCompare)
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  const x = slowNumber(a)
  const y = slowNumber(b)
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x))
  return x < y ? -1 : x > y ? 1 : 0
}

export const slowEquals = (a: Value | Missing, b: Value | Missing): boolean => slowCompare(a, b) === 0

/** The place of a value's type among the types; numbers are one. */
export function slowRank(value: Value | Missing): number {
  if (value === undefined || value === UNDEFINED) return 0
  if (value === null) return 1
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Int32) return 2
  if (typeof value === 'string') return 3
  if (value instanceof Map) return 4
  if (Array.isArray(value)) return 5
  if (typeof value === 'boolean') return 8
  if (value instanceof Date) return 9
  throw new Error(`no rank for ${String(value)}`)
}

/** Numbers, booleans and dates as a number; 0 for the rest. */
export function slowNumber(value: Value | Missing): number {
  if (value instanceof Int32) return value.value
  if (value instanceof Date) return value.getTime()
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : 0
}

function compareFields([name, value]: [string, Value], [otherName, other]: [string, Value]): number {
  return slowRank(value) - slowRank(other) || slowCompare(name, otherName) || slowCompare(value, other)
}

function compareLists<T>(a: readonly T[], b: readonly T[], compare: (x: T, y: T) => number): number {
  for (const [i, x] of a.entries()) {
    if (i >= b.length) return 1
    const y = b[i]
    const order = y === undefined ? 0 : compare(x, y)
    if (order !== 0) return order
  }
  return a.length - b.length
}
