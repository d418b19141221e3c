import { Decimal128, Int32 } from 'bson'
import {
  fitsLong,
  isNumber,
  type NumberValue,
  packDecimal,
  toDecimal,
  toDouble,
  unpackDecimal,
} from '../../values/index.ts'
import type { Value } from '../../values/types.ts'
import { printValue } from '../print-value.ts'
import { conversionFailure, NO_ON_ERROR } from './failure.ts'

/** A converter answers undefined for a type it does not take. */
export type Converter = (value: Value) => Value | undefined

/** The number cut to a whole one between the bounds; NaN, infinities and what lies outside are refused. */
function wholeWithin(value: NumberValue, fits: (whole: bigint) => boolean): bigint {
  const double = toDouble(value)
  if (Number.isNaN(double)) {
    throw conversionFailure(`Attempt to convert NaN value to integer type ${NO_ON_ERROR}`)
  }
  if (!Number.isFinite(double)) {
    throw conversionFailure(`Attempt to convert infinity value to integer type ${NO_ON_ERROR}`)
  }
  const whole = wholePart(value, double)
  if (fits(whole)) return whole
  throw conversionFailure(`Conversion would overflow target type ${NO_ON_ERROR}: ${printValue(value)}`)
}

function wholePart(value: NumberValue, double: number): bigint {
  if (typeof value === 'bigint') return value
  if (!(value instanceof Decimal128)) return BigInt(Math.trunc(double))
  const decimal = unpackDecimal(value)
  if (decimal.kind !== 'finite') return 0n
  const power = 10n ** BigInt(Math.min(Math.abs(decimal.exponent), 6200))
  const whole = decimal.exponent < 0 ? decimal.coefficient / power : decimal.coefficient * power
  return decimal.negative ? -whole : whole
}

const fitsInt = (whole: bigint) => BigInt.asIntN(32, whole) === whole

function parseWhole(text: string, fits: (whole: bigint) => boolean): bigint {
  const failed = (reason: string) => conversionFailure(`Failed to parse number '${text}' ${NO_ON_ERROR}: ${reason}`)
  if (/^0x/i.test(text)) throw conversionFailure(`Illegal hexadecimal input ${NO_ON_ERROR}: ${text}`)
  if (text === '' || /^[+-]$/.test(text)) throw failed('No digits')
  if (!/^[+-]?\d+$/.test(text)) throw failed('Did not consume whole string.')
  const whole = BigInt(text.replace(/^\+/, ''))
  if (!fits(whole)) throw failed('Overflow')
  return whole
}

export const toInt: Converter = (value) => {
  if (isNumber(value)) return new Int32(Number(wholeWithin(value, fitsInt)))
  if (typeof value === 'boolean') return new Int32(value ? 1 : 0)
  return typeof value === 'string' ? new Int32(Number(parseWhole(value, fitsInt))) : undefined
}

export const toLong: Converter = (value) => {
  if (isNumber(value)) return typeof value === 'bigint' ? value : wholeWithin(value, fitsLong)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value instanceof Date) return BigInt(value.getTime())
  return typeof value === 'string' ? parseWhole(value, fitsLong) : undefined
}

export const toDoubleValue: Converter = (value) => {
  if (value instanceof Decimal128) return finiteDouble(value)
  if (isNumber(value)) return toDouble(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return value.getTime()
  return typeof value === 'string' ? parseDouble(value) : undefined
}

function finiteDouble(value: Decimal128): number {
  const double = toDouble(value)
  if (Number.isFinite(double) || unpackDecimal(value).kind !== 'finite') return double
  throw conversionFailure(`Conversion would overflow target type ${NO_ON_ERROR}: ${value.toString()}`)
}

const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const INFINITY = /^([+-]?)inf(inity)?$/i

function parseDouble(text: string): number {
  if (/^0x/i.test(text)) throw conversionFailure(`Illegal hexadecimal input ${NO_ON_ERROR}: ${text}`)
  if (DECIMAL_NUMBER.test(text)) {
    const double = Number(text)
    if (Number.isFinite(double)) return double
    throw conversionFailure(`Failed to parse number '${text}' ${NO_ON_ERROR}: Out of range`)
  }
  const infinity = INFINITY.exec(text)
  if (infinity) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  const reason = text === '' ? 'Empty string' : 'Did not consume whole string.'
  throw conversionFailure(`Failed to parse number '${text}' ${NO_ON_ERROR}: ${reason}`)
}

export const toDecimalValue: Converter = (value) => {
  if (isNumber(value)) return value instanceof Decimal128 ? value : packDecimal(toDecimal(value))
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0')
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()))
  return typeof value === 'string' ? parseDecimal(value) : undefined
}

function parseDecimal(text: string): Decimal128 {
  if (DECIMAL_NUMBER.test(text) || INFINITY.test(text) || /^[+-]?nan$/i.test(text)) {
    try {
      return Decimal128.fromStringWithRounding(text)
    } catch {
      throw conversionFailure(
        `Failed to parse number '${text}' ${NO_ON_ERROR}: Conversion from string to decimal would overflow`,
      )
    }
  }
  const reason = text === '' ? 'Empty string' : 'Failed to parse string to decimal'
  throw conversionFailure(`Failed to parse number '${text}' ${NO_ON_ERROR}: ${reason}`)
}
