import { BSONValue, Int32 } from 'bson'
import { type Doc, UNDEFINED, type Value } from './types.ts'

/** What JavaScript code writes down as a document: objects, arrays, scalars, bson's classes. */
export type Plain = { readonly [name: string]: unknown }

/** Turns a plain object into a document: integers become int, other numbers double, objects documents. */
export function fromPlain(object: Plain): Doc {
  const doc: Doc = new Map()
  for (const [name, value] of Object.entries(object)) doc.set(name, fromPlainValue(value))
  return doc
}

export function fromPlainValue(value: unknown): Value {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value) < 2 ** 31 ? new Int32(value) : value
    case 'string':
    case 'boolean':
    case 'bigint':
      return value
    case 'undefined':
    case 'symbol':
      return UNDEFINED
    case 'object':
      return value === null ? null : fromPlainObject(value)
    default:
      throw new TypeError(`a ${typeof value} is not a BSON value`)
  }
}

function fromPlainObject(value: object): Value {
  if (Array.isArray(value)) return value.map(fromPlainValue)
  if (isBsonObject(value)) return value
  return fromPlain(Object.fromEntries(Object.entries(value)))
}

function isBsonObject(value: object): value is Extract<Value, object> {
  return value instanceof Map || value instanceof Date || value instanceof BSONValue
}

/** The reverse, for reading in tests: documents become objects, int becomes number; all else stays as it is. */
export function toPlain(doc: Doc): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [name, value] of doc) {
    Object.defineProperty(object, name, {
      value: toPlainValue(value),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return object
}

export function toPlainValue(value: Value): unknown {
  if (value instanceof Map) return toPlain(value)
  if (Array.isArray(value)) return value.map(toPlainValue)
  return value instanceof Int32 ? value.value : value
}
