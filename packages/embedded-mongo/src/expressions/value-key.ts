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
import { exactDecimal, unpackDecimal } from '../values/decimal.ts'
import type { Collation, Doc, Missing, Value } from '../values/types.ts'

/**
 * A string that two values share exactly when MongoDB holds them equal: numbers across their types, documents with their
 * field order, strings under the collation. Keys of groups, of sets and of joins.
 */
export function valueKey(value: Value | Missing, collation: Collation | null = null): string {
  if (typeof value === 'string') return `s${stringKey(value, collation)}`
  if (value instanceof ObjectId) return `o${value.toHexString()}`
  if (value instanceof Int32) return `n${value.value}`
  if (value === null) return 'z'
  if (value === undefined) return 'm'
  switch (typeof value) {
    case 'number':
      return doubleKey(value)
    case 'bigint':
      return `n${value}`
    case 'boolean':
      return value ? 't' : 'f'
    case 'symbol':
      return 'u'
    default:
      return objectKey(value, collation)
  }
}

type ObjectValue = Exclude<Value, null | boolean | string | number | bigint | symbol | Int32 | ObjectId>

function objectKey(value: ObjectValue, collation: Collation | null): string {
  if (value instanceof Date) return `d${value.getTime()}`
  if (value instanceof Map) return docKey(value, collation)
  if (Array.isArray(value)) return `[${value.map((item) => framed(valueKey(item, collation))).join('')}]`
  if (value instanceof Decimal128) return decimalKey(value)
  if (value instanceof Binary)
    return `b${value.sub_type}:${Buffer.from(value.buffer.subarray(0, value.position)).toString('latin1')}`
  if (value instanceof Timestamp) return `w${value.toString()}`
  if (value instanceof BSONRegExp) return `r${framed(value.pattern)}${value.options}`
  if (value instanceof BSONSymbol) return `s${stringKey(value.value, collation)}`
  if (value instanceof MinKey) return '<'
  if (value instanceof MaxKey) return '>'
  if (value instanceof DBRef) return `p${framed(value.collection)}${value.oid.toHexString()}`
  if (value instanceof Code) return `j${framed(value.code)}${value.scope ? JSON.stringify(value.scope) : ''}`
  return value
}

function docKey(doc: Doc, collation: Collation | null): string {
  let key = '{'
  for (const [name, field] of doc) key += framed(name) + framed(valueKey(field, collation))
  return `${key}}`
}

/** The length in front keeps two neighbours from reading as two others. */
function framed(text: string): string {
  return `${text.length}:${text}`
}

function stringKey(text: string, collation: Collation | null): string {
  return collation ? Buffer.from(collation.sortKey(text)).toString('latin1') : text
}

function doubleKey(value: number): string {
  if (Number.isSafeInteger(value)) return `n${value === 0 ? 0 : value}`
  if (Number.isInteger(value)) return `n${BigInt(value)}`
  if (!Number.isFinite(value)) return `n${value}`
  const { negative, coefficient, exponent } = exactDecimal(value)
  return finiteKey(negative, coefficient, exponent)
}

function decimalKey(value: Decimal128): string {
  const decimal = unpackDecimal(value)
  if (decimal.kind === 'nan') return 'nNaN'
  if (decimal.kind === 'infinite') return decimal.negative ? 'n-Infinity' : 'nInfinity'
  return finiteKey(decimal.negative, decimal.coefficient, decimal.exponent)
}

function finiteKey(negative: boolean, coefficient: bigint, exponent: number): string {
  if (coefficient === 0n) return 'n0'
  let digits = coefficient
  let power = exponent
  while (digits % 10n === 0n) {
    digits /= 10n
    power++
  }
  const sign = negative ? '-' : ''
  // Only decimals reach powers above 308; they are left unexpanded.
  if (power < 0 || power > 400) return `n${sign}${digits}e${power}`
  return `n${sign}${digits * 10n ** BigInt(power)}`
}
