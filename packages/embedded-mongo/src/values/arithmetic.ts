import { Decimal128, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { NumberValue } from './bson-type.ts'
import {
  type Decimal,
  decimalFromBigint,
  decimalFromDouble,
  decimalToDouble,
  packDecimal,
  unpackDecimal,
} from './decimal.ts'
import {
  addDecimals,
  divideDecimals,
  moduloDecimals,
  multiplyDecimals,
  subtractDecimals,
} from './decimal-arithmetic.ts'

const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** The number as a double, rounded to nearest where a long or decimal is not exactly one. */
export function toDouble(value: NumberValue): number {
  if (typeof value === 'number') return value
  if (value instanceof Int32) return value.value
  if (typeof value === 'bigint') return Number(value)
  return decimalToDouble(unpackDecimal(value))
}

/** The number as a decimal; a double keeps 15 significant digits, as in MongoDB's conversions. */
export function toDecimal(value: NumberValue): Decimal {
  if (value instanceof Decimal128) return unpackDecimal(value)
  if (typeof value === 'number') return decimalFromDouble(value)
  return decimalFromBigint(typeof value === 'bigint' ? value : BigInt(value.value))
}

/** The integer as int when it fits and as long otherwise; undefined when it fits neither. */
export function integerValue(value: bigint): Int32 | bigint | undefined {
  if (value >= INT32_MIN && value <= INT32_MAX) return new Int32(Number(value))
  return fitsLong(value) ? value : undefined
}

export function fitsLong(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX
}

interface Operation {
  doubles: (a: number, b: number) => number
  longs: (a: bigint, b: bigint) => bigint
  decimals: (a: Decimal, b: Decimal) => Decimal
}

/** The widest type of the operands decides: decimal, double, long, int. An int that overflows becomes long, a long double. */
function apply(a: NumberValue, b: NumberValue, operation: Operation): NumberValue {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return packDecimal(operation.decimals(toDecimal(a), toDecimal(b)))
  }
  if (typeof a === 'number' || typeof b === 'number') return operation.doubles(toDouble(a), toDouble(b))
  if (a instanceof Int32 && b instanceof Int32) {
    const result = operation.doubles(a.value, b.value)
    if (result >= INT32_MIN && result <= INT32_MAX) return new Int32(result)
    return operation.longs(BigInt(a.value), BigInt(b.value))
  }
  const result = operation.longs(asLong(a), asLong(b))
  return fitsLong(result) ? result : operation.doubles(toDouble(a), toDouble(b))
}

function asLong(value: Int32 | bigint): bigint {
  return typeof value === 'bigint' ? value : BigInt(value.value)
}

const ADD: Operation = { doubles: (a, b) => a + b, longs: (a, b) => a + b, decimals: addDecimals }
const SUBTRACT: Operation = { doubles: (a, b) => a - b, longs: (a, b) => a - b, decimals: subtractDecimals }
const MULTIPLY: Operation = { doubles: (a, b) => a * b, longs: (a, b) => a * b, decimals: multiplyDecimals }
const MODULO: Operation = { doubles: (a, b) => a % b, longs: (a, b) => a % b, decimals: moduloDecimals }

/** Sums as `$add` does: a long that overflows becomes a double (`$inc` refuses that; see update/). */
export function add(a: NumberValue, b: NumberValue): NumberValue {
  return apply(a, b, ADD)
}

export function subtract(a: NumberValue, b: NumberValue): NumberValue {
  return apply(a, b, SUBTRACT)
}

export function multiply(a: NumberValue, b: NumberValue): NumberValue {
  return apply(a, b, MULTIPLY)
}

/** `$divide`: a double, or a decimal where an operand is one; zero as divisor is refused. */
export function divide(a: NumberValue, b: NumberValue): NumberValue {
  if (isZero(b)) throw new MongoServerFailure('BadValue', "can't $divide by zero")
  if (a instanceof Decimal128 || b instanceof Decimal128) return packDecimal(divideDecimals(toDecimal(a), toDecimal(b)))
  return toDouble(a) / toDouble(b)
}

/** `$mod`: truncated, with the dividend's sign; zero as divisor is refused. */
export function mod(a: NumberValue, b: NumberValue): NumberValue {
  if (isZero(b)) throw new MongoServerFailure(16610, "can't $mod by zero")
  return apply(a, b, MODULO)
}

function isZero(value: NumberValue): boolean {
  if (value instanceof Decimal128) {
    const decimal = unpackDecimal(value)
    return decimal.kind === 'finite' && decimal.coefficient === 0n
  }
  return toDouble(value) === 0
}
