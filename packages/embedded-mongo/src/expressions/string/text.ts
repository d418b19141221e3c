import { BSONSymbol, Code, Decimal128, Int32, Timestamp } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Argument } from '../operator.ts'

/** What `$toLower`, `$substr` and their like read as text; null and missing are the empty string. */
export function coerceToText(value: Argument): string {
  if (typeof value === 'string') return value
  if (isNullish(value)) return ''
  if (typeof value === 'number') return printDouble(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Int32) return String(value.value)
  if (value instanceof Decimal128) return value.toString()
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`
  if (value instanceof BSONSymbol) return value.value
  if (value instanceof Code) return value.code
  throw new MongoServerFailure(16007, `can't convert from BSON type ${typeName(value)} to String`)
}

/** A double the way C's `%.16g` writes it. */
export function printDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  const [mantissa = '0', power = '0'] = value.toExponential(15).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 16) return stripZeros(value.toFixed(Math.max(0, 15 - exponent)))
  const digits = String(Math.abs(exponent)).padStart(2, '0')
  return `${stripZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`
}

function stripZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
}

/** `text` as its code points. */
export function codePoints(text: string): string[] {
  return Array.from(text)
}
