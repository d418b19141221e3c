import { Decimal128, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import {
  countDigits,
  decimalFromBigint,
  divideDecimals,
  type FiniteDecimal,
  fitsLong,
  integerValue,
  isNullish,
  isNumber,
  type NumberValue,
  packDecimal,
  toDecimal,
  toDouble,
  typeName,
  unpackDecimal,
} from '../values/index.ts'
import { numeric } from './arithmetic.ts'
import type { Operator } from './expression.ts'
import { type Argument, binary, unary } from './operator.ts'
import { printValue } from './print-value.ts'

/** A double for an operator that has no decimal form here; a decimal is refused rather than answered roughly. */
export function doubleFor(name: string, value: NumberValue): number {
  if (value instanceof Decimal128) {
    throw new MongoServerFailure('NotImplemented', `${name} of a decimal is not implemented`)
  }
  return toDouble(value)
}

function positive(name: string, code: number, value: Argument, apply: (value: number) => number): Argument {
  const number = numeric(name, value)
  if (number === null) return null
  if (toDouble(number) <= 0) {
    throw new MongoServerFailure(code, `${name}'s argument must be a positive number, but is ${printValue(number)}`)
  }
  return apply(doubleFor(name, number))
}

const exp = unary('$exp', (value) => {
  const number = numeric('$exp', value)
  return number === null ? null : Math.exp(doubleFor('$exp', number))
})

const ln = unary('$ln', (value) => positive('$ln', 28766, value, Math.log))

const log10 = unary('$log10', (value) => positive('$log10', 28761, value, Math.log10))

const log = binary('$log', (value, base) => {
  if (isNullish(value) || isNullish(base)) return null
  if (!isNumber(value)) {
    throw new MongoServerFailure(28756, `$log's argument must be numeric, not ${typeName(value)}`)
  }
  if (!isNumber(base)) throw new MongoServerFailure(28757, `$log's base must be numeric, not ${typeName(base)}`)
  const number = doubleFor('$log', value)
  const radix = doubleFor('$log', base)
  if (number <= 0) {
    throw new MongoServerFailure(28758, `$log's argument must be a positive number, but is ${printValue(value)}`)
  }
  if (radix <= 0 || radix === 1) {
    const message = `$log's base must be a positive number not equal to 1, but is ${printValue(base)}`
    throw new MongoServerFailure(28759, message)
  }
  return Math.log(number) / Math.log(radix)
})

const sqrt = unary('$sqrt', (value) => {
  const number = numeric('$sqrt', value)
  if (number === null) return null
  if (toDouble(number) < 0) {
    throw new MongoServerFailure(28714, "$sqrt's argument must be greater than or equal to 0")
  }
  return number instanceof Decimal128 ? decimalRoot(number) : Math.sqrt(toDouble(number))
})

function decimalRoot(value: Decimal128): Decimal128 {
  const decimal = unpackDecimal(value)
  if (decimal.kind !== 'finite' || decimal.coefficient === 0n) return value
  const { coefficient, exponent } = scaledForRoot(decimal)
  let root = integerRoot(coefficient)
  let power = exponent / 2
  // An inexact root gets a digit more, so that rounding to 34 digits sees it is no tie.
  if (root * root !== coefficient) {
    root = root * 10n + 1n
    power -= 1
  }
  const ideal = Math.floor(decimal.exponent / 2)
  while (power < ideal && root % 10n === 0n) {
    root /= 10n
    power += 1
  }
  return packDecimal({ kind: 'finite', negative: false, coefficient: root, exponent: power })
}

function scaledForRoot({ coefficient, exponent }: FiniteDecimal): { coefficient: bigint; exponent: number } {
  const wanted = Math.max(0, 72 - countDigits(coefficient))
  const shift = (exponent - wanted) % 2 === 0 ? wanted : wanted + 1
  return { coefficient: coefficient * 10n ** BigInt(shift), exponent: exponent - shift }
}

/** Newton's method from above. */
function integerRoot(value: bigint): bigint {
  let guess = 10n ** BigInt(Math.ceil(countDigits(value) / 2))
  for (;;) {
    const next = (guess + value / guess) / 2n
    if (next >= guess) return guess
    guess = next
  }
}

const pow = binary('$pow', (base, exponent) => {
  if (isNullish(base) || isNullish(exponent)) return null
  if (!isNumber(base)) throw new MongoServerFailure(28762, `$pow's base must be numeric, not ${typeName(base)}`)
  if (!isNumber(exponent)) {
    throw new MongoServerFailure(28763, `$pow's exponent must be numeric, not ${typeName(exponent)}`)
  }
  if (toDouble(base) === 0 && toDouble(exponent) < 0) {
    throw new MongoServerFailure(28764, '$pow cannot take a base of 0 and a negative exponent')
  }
  if (base instanceof Decimal128 || exponent instanceof Decimal128) return decimalPower(base, exponent)
  if (typeof base === 'number' || typeof exponent === 'number') return toDouble(base) ** toDouble(exponent)
  return integerPower(base, exponent)
})

function integerPower(base: Int32 | bigint, exponent: Int32 | bigint): Argument {
  const b = typeof base === 'bigint' ? base : BigInt(base.value)
  const e = typeof exponent === 'bigint' ? exponent : BigInt(exponent.value)
  if (e < 0n && b !== 1n && b !== -1n) return Number(b) ** Number(e)
  const isUnit = b === 0n || b === 1n || b === -1n
  if (!isUnit && e > 64n) return Number(b) ** Number(e)
  const result = isUnit ? unitPower(b, e) : b ** e
  if (!fitsLong(result)) return Number(b) ** Number(e)
  return base instanceof Int32 && exponent instanceof Int32 ? integerValue(result) : result
}

function unitPower(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n || base === 1n) return 1n
  return base === 0n || exponent % 2n !== 0n ? base : 1n
}

function decimalPower(base: NumberValue, exponent: NumberValue): Decimal128 {
  const power = toDouble(exponent)
  const decimal = toDecimal(base)
  if (decimal.kind !== 'finite' || !Number.isInteger(power) || Math.abs(power) > 1000) {
    throw new MongoServerFailure(
      'NotImplemented',
      '$pow of a decimal to a fraction or a large power is not implemented',
    )
  }
  const magnitude = Math.abs(power)
  const raised: FiniteDecimal = {
    kind: 'finite',
    negative: decimal.negative && magnitude % 2 === 1,
    coefficient: decimal.coefficient ** BigInt(magnitude),
    exponent: decimal.exponent * magnitude,
  }
  return packDecimal(power < 0 ? divideDecimals(decimalFromBigint(1n), raised) : raised)
}

export const powerOperators: readonly Operator[] = [exp, ln, log, log10, pow, sqrt]
