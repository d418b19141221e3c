import { Decimal128, Int32, ObjectId, Timestamp } from 'bson'
import { isNumber, toDouble } from '../../values/index.ts'
import { isTruthy } from '../../values/truth.ts'
import { parseDate } from '../date/parse-date.ts'
import { printValue } from '../print-value.ts'
import { coerceToText } from '../string/text.ts'
import { conversionFailure, NO_ON_ERROR } from './failure.ts'
import type { Converter } from './numbers.ts'

/** Everything that exists but zero and false is true, the empty string included. */
export const toBool: Converter = (value) => {
  if (typeof value === 'boolean' || isNumber(value)) return isTruthy(value)
  if (typeof value === 'string' || value instanceof Date || value instanceof ObjectId) return true
  return undefined
}

export const toObjectId: Converter = (value) => {
  if (value instanceof ObjectId) return value
  if (typeof value !== 'string') return undefined
  if (/^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value)
  const reason =
    value.length === 24
      ? 'Invalid character found in hex string'
      : `Invalid string length for parsing to OID, expected 24 but found ${value.length}`
  throw conversionFailure(`Failed to parse objectId '${value}' ${NO_ON_ERROR}: ${reason}`)
}

export const toText: Converter = (value) => {
  if (value instanceof ObjectId) return value.toHexString()
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string' || isNumber(value) || value instanceof Date) return coerceToText(value)
  return undefined
}

export const toDate: Converter = (value) => {
  if (value instanceof Date) return value
  if (value instanceof ObjectId) return value.getTimestamp()
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000)
  if (typeof value === 'string') return parseDate(value, 'UTC')
  if (value instanceof Int32 || !isNumber(value)) return undefined
  const date = new Date(Math.trunc(toDouble(value)))
  if (!Number.isNaN(date.getTime())) return date
  const shown = value instanceof Decimal128 ? value.toString() : printValue(value)
  throw conversionFailure(`Conversion would overflow target type ${NO_ON_ERROR}: ${shown}`)
}
