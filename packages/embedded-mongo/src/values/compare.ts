import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Int32, ObjectId, Timestamp } from 'bson'
import { type NumberValue, typeRank } from './bson-type.ts'
import { compareDecimals, type Decimal, decimalFromBigint, exactDecimal, unpackDecimal } from './decimal.ts'
import { binaryContent, codeScope, pointerNamespace } from './encode.ts'
import type { Collation, Doc, Missing, Value } from './types.ts'

/**
 * MongoDB's total order over all values: first by type (missing and undefined come before null, numbers are one type), then
 * by value; numbers compare exactly whatever their types, NaN lowest, -0 equal to 0; text compares by its UTF-8 bytes
 * or the collation (source: the manual's "Comparison/Sort Order").
 */
export function compareValues(a: Value | Missing, b: Value | Missing, collation?: Collation | null): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b, collation)
  const rank = typeRank(a)
  const difference = rank - typeRank(b)
  if (difference !== 0) return difference < 0 ? -1 : 1
  return compareWithin(rank, a, b, collation)
}

/** Equality of that order: 1, 1.0 and NumberLong(1) are equal, NaN equals NaN, the order of keys counts. */
export function valuesEqual(a: Value | Missing, b: Value | Missing, collation?: Collation | null): boolean {
  return compareValues(a, b, collation) === 0
}

function compareWithin(rank: number, a: Value | Missing, b: Value | Missing, collation?: Collation | null): number {
  switch (rank) {
    case 10:
      return compareNumbers(numberOf(a), numberOf(b))
    case 15:
      return compareStrings(textOf(a), textOf(b), collation)
    case 20:
      return a instanceof Map && b instanceof Map ? compareDocs(a, b, collation) : 0
    case 25:
      return Array.isArray(a) && Array.isArray(b) ? compareArrays(a, b, collation) : 0
    default:
      return compareScalars(a, b, collation)
  }
}

function compareScalars(a: Value | Missing, b: Value | Missing, collation?: Collation | null): number {
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(a.id, b.id)
  if (a instanceof Date && b instanceof Date) return order(a.getTime(), b.getTime())
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.t, b.t) || order(a.i, b.i)
  if (a instanceof Binary && b instanceof Binary) return compareBinaries(a, b)
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) {
    return compareUtf8(a.pattern, b.pattern) || compareUtf8(a.options, b.options)
  }
  if (a instanceof Code && b instanceof Code) {
    return compareUtf8(a.code, b.code) || compareDocs(codeScope(a) ?? new Map(), codeScope(b) ?? new Map(), collation)
  }
  return a instanceof DBRef && b instanceof DBRef ? comparePointers(a, b) : 0
}

function numberOf(value: Value | Missing): NumberValue {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return value instanceof Int32 || value instanceof Decimal128 ? value : Number.NaN
}

function textOf(value: Value | Missing): string {
  if (typeof value === 'string') return value
  return value instanceof BSONSymbol ? value.value : ''
}

function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Exact across types: JavaScript compares bigint with number by value, decimals go by their expansion. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareDecimals(exact(a), exact(b))
  const x = a instanceof Int32 ? a.value : a
  const y = b instanceof Int32 ? b.value : b
  if (x < y) return -1
  if (x > y) return 1
  return Number(!Number.isNaN(x)) - Number(!Number.isNaN(y))
}

function exact(value: NumberValue): Decimal {
  if (value instanceof Decimal128) return unpackDecimal(value)
  if (typeof value === 'bigint') return decimalFromBigint(value)
  const double = typeof value === 'number' ? value : value.value
  if (Number.isNaN(double)) return { kind: 'nan' }
  return Number.isFinite(double) ? exactDecimal(double) : { kind: 'infinite', negative: double < 0 }
}

function compareStrings(a: string, b: string, collation?: Collation | null): number {
  return collation ? collation.compare(a, b) : compareUtf8(a, b)
}

/** The order of the UTF-8 bytes. UTF-16 orders alike but for surrogates, which stand for the highest characters. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codeUnitRank(x) < codeUnitRank(y) ? -1 : 1
  }
  return order(a.length, b.length)
}

function codeUnitRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

function compareDocs(a: Doc, b: Doc, collation?: Collation | null): number {
  const others = b.entries()
  for (const [name, value] of a) {
    const next = others.next()
    if (next.done) return 1
    const [otherName, otherValue] = next.value
    const difference =
      order(typeRank(value), typeRank(otherValue)) ||
      compareUtf8(name, otherName) ||
      compareValues(value, otherValue, collation)
    if (difference !== 0) return difference
  }
  return others.next().done ? 0 : -1
}

function compareArrays(a: readonly Value[], b: readonly Value[], collation?: Collation | null): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) {
    const difference = compareValues(a[i], b[i], collation)
    if (difference !== 0) return difference
  }
  return order(a.length, b.length)
}

function compareBinaries(a: Binary, b: Binary): number {
  const x = binaryContent(a)
  const y = binaryContent(b)
  return order(x.length, y.length) || order(a.sub_type, b.sub_type) || Buffer.compare(x, y)
}

function comparePointers(a: DBRef, b: DBRef): number {
  const x = Buffer.from(pointerNamespace(a))
  const y = Buffer.from(pointerNamespace(b))
  return order(x.length, y.length) || Buffer.compare(x, y) || Buffer.compare(a.oid.id, b.oid.id)
}
