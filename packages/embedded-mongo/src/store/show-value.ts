import { Binary, Decimal128, Int32, ObjectId, Timestamp } from 'bson'
import { UNDEFINED, type Value } from '../values/index.ts'

/** A value as MongoDB prints it in messages. */
export function showValue(value: Value): string {
  if (value === null) return 'null'
  if (value === UNDEFINED) return 'undefined'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value)
  if (value instanceof Int32) return String(value.value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Decimal128) return value.toString()
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`
  if (Array.isArray(value)) return `[ ${value.map(showValue).join(', ')} ]`
  if (value instanceof Map) return showDocument(value)
  return String(value)
}

export const showDocument = (doc: ReadonlyMap<string, Value>): string =>
  doc.size === 0 ? '{}' : `{ ${[...doc].map(([name, value]) => `${name}: ${showValue(value)}`).join(', ')} }`
