import { Decimal128, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import {
  type Decimal,
  decimalToDouble,
  divideHalfEven,
  exactDecimal,
  type FiniteDecimal,
  integerValue,
  isNullish,
  isNumber,
  type NumberValue,
  packDecimal,
  toDouble,
  unpackDecimal,
} from '../values/index.ts'
import { numeric } from './arithmetic.ts'
import type { Operator } from './expression.ts'
import { type Argument, unary, variadic } from './operator.ts'

const abs = unary('$abs', (value) => {
  const number = numeric('$abs', value)
  if (number === null) return null
  if (typeof number === 'number') return Math.abs(number)
  if (number instanceof Int32) {
    const magnitude = Math.abs(number.value)
    return integerValue(BigInt(magnitude)) ?? null
  }
  if (typeof number === 'bigint') {
    if (number === -(2n ** 63n)) throw new MongoServerFailure(28680, "can't take $abs of long long min")
    return number < 0n ? -number : number
  }
  const decimal = unpackDecimal(number)
  return decimal.kind === 'nan' ? number : packDecimal({ ...decimal, negative: false })
})

type Rounder = (coefficient: bigint, digits: number, negative: boolean) => bigint

const towardsZero: Rounder = (coefficient, digits) => coefficient / 10n ** BigInt(digits)

const up: Rounder = (coefficient, digits, negative) => {
  const unit = 10n ** BigInt(digits)
  const whole = coefficient / unit
  return !negative && coefficient % unit !== 0n ? whole + 1n : whole
}

const down: Rounder = (coefficient, digits, negative) => {
  const unit = 10n ** BigInt(digits)
  const whole = coefficient / unit
  return negative && coefficient % unit !== 0n ? whole + 1n : whole
}

function roundDecimal(decimal: Decimal, place: number, rounder: Rounder): Decimal {
  if (decimal.kind !== 'finite' || decimal.exponent >= -place) return decimal
  return roundFinite(decimal, place, rounder)
}

function roundFinite({ negative, coefficient, exponent }: FiniteDecimal, place: number, rounder: Rounder): Decimal {
  return { kind: 'finite', negative, coefficient: rounder(coefficient, -place - exponent, negative), exponent: -place }
}

const ceil = unary('$ceil', (value) => {
  const number = numeric('$ceil', value)
  if (typeof number === 'number') return Math.ceil(number)
  return number instanceof Decimal128 ? packDecimal(roundDecimal(unpackDecimal(number), 0, up)) : number
})

const floor = unary('$floor', (value) => {
  const number = numeric('$floor', value)
  if (typeof number === 'number') return Math.floor(number)
  return number instanceof Decimal128 ? packDecimal(roundDecimal(unpackDecimal(number), 0, down)) : number
})

/** `$round` and `$trunc`: to a decimal place from -20 to 100, zero unless given. `$round` takes the even neighbour of a tie. */
function toPlace(name: string, rounder: Rounder): Operator {
  return variadic(name, [1, 2], (values) => {
    const number = numericFor(name, values[0])
    const place = values.length === 1 ? 0 : placeOf(name, values[1])
    return number === null || place === null ? null : roundTo(number, place, rounder, name)
  })
}

function numericFor(name: string, value: Argument): NumberValue | null {
  if (isNullish(value)) return null
  if (isNumber(value)) return value
  throw new MongoServerFailure(51081, `${name} only supports numeric types`)
}

function placeOf(name: string, value: Argument): number | null {
  if (isNullish(value)) return null
  const place = isNumber(value) ? toDouble(value) : Number.NaN
  if (!Number.isInteger(place)) {
    throw new MongoServerFailure(51082, `precision argument to  ${name} must be a integral value`)
  }
  if (place >= -20 && place <= 100) return place
  const range = 'value must be in [-20, 100]'
  throw new MongoServerFailure(51083, `cannot apply ${name} with precision value ${place} ${range}`)
}

function roundTo(number: NumberValue, place: number, rounder: Rounder, name: string): Argument {
  if (number instanceof Decimal128) return packDecimal(roundDecimal(unpackDecimal(number), place, rounder))
  if (typeof number === 'number') {
    if (!Number.isFinite(number) || number === 0) return number
    return decimalToDouble(roundDecimal(exactDecimal(number), place, rounder))
  }
  if (place >= 0) return number
  const integer = typeof number === 'bigint' ? number : BigInt(number.value)
  const negative = integer < 0n
  const rounded = rounder(negative ? -integer : integer, -place, negative) * 10n ** BigInt(-place)
  const signed = negative ? -rounded : rounded
  if (number instanceof Int32) return integerValue(signed) ?? null
  if (integerValue(signed) !== undefined) return signed
  throw new MongoServerFailure(51080, `invalid conversion from Decimal128 result in ${name}`)
}

export const roundingOperators: readonly Operator[] = [
  abs,
  ceil,
  floor,
  toPlace('$round', divideHalfEven),
  toPlace('$trunc', towardsZero),
]
