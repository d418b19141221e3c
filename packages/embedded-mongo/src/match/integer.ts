import { Decimal128, Int32 } from 'bson'
import { fitsLong, isNumber, type Missing, unpackDecimal, type Value } from '../values/index.ts'

/** A number cut to a 64-bit integer; undefined for anything that has none. */
export function toInteger(value: Value | Missing): bigint | undefined {
  if (!isNumber(value)) return undefined
  if (value instanceof Int32) return BigInt(value.value)
  if (typeof value === 'bigint') return value
  const integer = value instanceof Decimal128 ? cutDecimal(value) : cutDouble(value)
  return integer !== undefined && fitsLong(integer) ? integer : undefined
}

/** The 64-bit integer a number is exactly; undefined where it has a fraction. */
export function exactInteger(value: Value | Missing): bigint | undefined {
  const integer = toInteger(value)
  if (integer === undefined) return undefined
  if (typeof value === 'number') return Number.isInteger(value) ? integer : undefined
  if (!(value instanceof Decimal128)) return integer
  const decimal = unpackDecimal(value)
  if (decimal.kind !== 'finite' || decimal.exponent >= 0) return integer
  return decimal.coefficient % 10n ** BigInt(-decimal.exponent) === 0n ? integer : undefined
}

function cutDouble(value: number): bigint | undefined {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined
}

function cutDecimal(value: Decimal128): bigint | undefined {
  const decimal = unpackDecimal(value)
  if (decimal.kind !== 'finite' || decimal.exponent > 20)
    return decimal.kind === 'finite' && decimal.coefficient === 0n ? 0n : undefined
  const { coefficient, exponent } = decimal
  const magnitude = exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : coefficient / 10n ** BigInt(-exponent)
  return decimal.negative ? -magnitude : magnitude
}
