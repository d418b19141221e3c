import { BSONRegExp, Decimal128, Int32, ObjectId } from 'bson'
import type { Missing, Value } from '../values/types.ts'

/** Prints a value for an error message, the way MongoDB's own messages do. */
export function printValue(value: Value | Missing): string {
  if (value === undefined) return 'MISSING'
  if (value === null) return 'null'
  if (typeof value === 'string') return `"${value}"`
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'symbol') return 'undefined'
  if (value instanceof Int32) return String(value.value)
  if (value instanceof Decimal128) return value.toString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Date(NaN)' : value.toISOString()
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(printValue).join(', ')} ]`
  if (value instanceof Map) {
    const fields = [...value].map(([name, field]) => `${name}: ${printValue(field)}`)
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  return String(value)
}
