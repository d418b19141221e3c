import type {
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

/**
 * A decoded document. A Map, not an object: field order is part of a document's identity, and objects
 * reorder names such as "10" and give `__proto__` a meaning.
 */
export type Doc = Map<string, Value>

/**
 * One BSON value in memory. Numbers keep their type: double → number, int → bson's Int32, long → bigint, decimal → bson's
 * Decimal128. Dates hold milliseconds. "Missing" is `undefined` and is never stored in a Doc or an array.
 * BSON's deprecated undefined (type 6) is `UNDEFINED`.
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | Int32
  | bigint
  | Decimal128
  | Date
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Code
  | DBRef
  | Timestamp
  | MinKey
  | MaxKey
  | typeof UNDEFINED
  | Doc
  | Value[]

/** What a path that is not there yields. */
export type Missing = undefined

export const UNDEFINED: unique symbol = Symbol('bson undefined')

/** Strength 1–2 collation as MongoDB names it; anything beyond is refused when parsed. `null` is binary comparison. */
export interface Collation {
  locale: string
  strength: 1 | 2 | 3
  compare(a: string, b: string): number
  /** Bytes that order as `compare` does, for index keys. */
  sortKey(text: string): Uint8Array
}
