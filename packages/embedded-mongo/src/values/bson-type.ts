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
import type { Missing, UNDEFINED, Value } from './types.ts'

/** BSON type numbers by the aliases `$type` knows (source: bsonspec.org and the manual's page "BSON Types"). */
export const BSON_TYPES = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const

export type TypeName = keyof typeof BSON_TYPES

export type NumberValue = number | Int32 | bigint | Decimal128

const NAMES = new Map<number, TypeName>()
for (const [name, number] of Object.entries(BSON_TYPES)) {
  if (isTypeName(name)) NAMES.set(number, name)
}

export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(BSON_TYPES, name)
}

/** The BSON type number of a value; missing counts as 0 (end of object). */
export function typeNumber(value: Value | Missing): number {
  switch (typeof value) {
    case 'string':
      return BSON_TYPES.string
    case 'number':
      return BSON_TYPES.double
    case 'bigint':
      return BSON_TYPES.long
    case 'boolean':
      return BSON_TYPES.bool
    case 'symbol':
      return BSON_TYPES.undefined
    case 'undefined':
      return 0
    default:
      return value === null ? BSON_TYPES.null : objectTypeNumber(value)
  }
}

function objectTypeNumber(value: object): number {
  if (value instanceof Int32) return BSON_TYPES.int
  if (value instanceof Map) return BSON_TYPES.object
  if (Array.isArray(value)) return BSON_TYPES.array
  if (value instanceof ObjectId) return BSON_TYPES.objectId
  if (value instanceof Date) return BSON_TYPES.date
  if (value instanceof Decimal128) return BSON_TYPES.decimal
  if (value instanceof Binary) return BSON_TYPES.binData
  if (value instanceof Timestamp) return BSON_TYPES.timestamp
  if (value instanceof BSONRegExp) return BSON_TYPES.regex
  if (value instanceof BSONSymbol) return BSON_TYPES.symbol
  if (value instanceof Code) return value.scope ? BSON_TYPES.javascriptWithScope : BSON_TYPES.javascript
  if (value instanceof DBRef) return BSON_TYPES.dbPointer
  if (value instanceof MinKey) return BSON_TYPES.minKey
  if (value instanceof MaxKey) return BSON_TYPES.maxKey
  throw new TypeError('not a BSON value')
}

/** The alias `$type` answers; `'missing'` for a value that is not there. */
export function typeName(value: Value | Missing): TypeName | 'missing' {
  return value === undefined ? 'missing' : typeNameOf(typeNumber(value))
}

export function typeNameOf(number: number): TypeName {
  const name = NAMES.get(number)
  if (name === undefined) throw new TypeError(`no BSON type has the number ${number}`)
  return name
}

export function isNumber(value: Value | Missing): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Int32 || value instanceof Decimal128
}

/** Null, BSON undefined or missing: what the manual calls "nullish". */
export function isNullish(value: Value | Missing): value is null | undefined | typeof UNDEFINED {
  return value === null || value === undefined || typeof value === 'symbol'
}

/**
 * The rank of a value's type in MongoDB's comparison order; types of one rank are compared by value
 * (source: the manual's "Comparison/Sort Order").
 */
export function typeRank(value: Value | Missing): number {
  return RANKS[typeNumber(value) & 255] ?? 0
}

/** By the type number's low byte; an array because this is asked for every comparison. */
const RANKS = new Uint8Array(256)
for (const [type, rank] of [
  [BSON_TYPES.minKey, 1],
  [0, 2],
  [BSON_TYPES.undefined, 2],
  [BSON_TYPES.null, 5],
  [BSON_TYPES.double, 10],
  [BSON_TYPES.int, 10],
  [BSON_TYPES.long, 10],
  [BSON_TYPES.decimal, 10],
  [BSON_TYPES.string, 15],
  [BSON_TYPES.symbol, 15],
  [BSON_TYPES.object, 20],
  [BSON_TYPES.array, 25],
  [BSON_TYPES.binData, 30],
  [BSON_TYPES.objectId, 35],
  [BSON_TYPES.bool, 40],
  [BSON_TYPES.date, 45],
  [BSON_TYPES.timestamp, 47],
  [BSON_TYPES.regex, 50],
  [BSON_TYPES.dbPointer, 55],
  [BSON_TYPES.javascript, 60],
  [BSON_TYPES.javascriptWithScope, 65],
  [BSON_TYPES.maxKey, 127],
] as const) {
  RANKS[type & 255] = rank
}
