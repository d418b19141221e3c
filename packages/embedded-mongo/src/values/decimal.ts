import { Decimal128 } from 'bson'

/**
 * A Decimal128 taken apart: coefficient × 10^exponent, or an infinity, or not a number
 * (source: IEEE 754-2008 decimal128, binary integer encoding).
 */
export type Decimal =
  | { kind: 'finite'; negative: boolean; coefficient: bigint; exponent: number }
  | { kind: 'infinite'; negative: boolean }
  | { kind: 'nan' }

export type FiniteDecimal = Extract<Decimal, { kind: 'finite' }>

export const DECIMAL_DIGITS = 34
const MIN_EXPONENT = -6176
const MAX_EXPONENT = 6111
const BIAS = 6176
const MAX_COEFFICIENT = 10n ** 34n - 1n
const COEFFICIENT_MASK = (1n << 113n) - 1n

export function unpackDecimal(value: Decimal128): Decimal {
  const bytes = Buffer.from(value.bytes.buffer, value.bytes.byteOffset, 16)
  const high = bytes.readBigUInt64LE(8)
  const negative = high >> 63n === 1n
  const combination = Number((high >> 58n) & 31n)
  if (combination === 31) return { kind: 'nan' }
  if (combination === 30) return { kind: 'infinite', negative }
  // The second layout implies a coefficient above 34 digits, which the standard reads as zero.
  if (combination >= 24) {
    return { kind: 'finite', negative, coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) - BIAS }
  }
  const coefficient = ((high << 64n) | bytes.readBigUInt64LE(0)) & COEFFICIENT_MASK
  return {
    kind: 'finite',
    negative,
    coefficient: coefficient > MAX_COEFFICIENT ? 0n : coefficient,
    exponent: Number((high >> 49n) & 0x3fffn) - BIAS,
  }
}

/** Rounds half to even to 34 digits and the exponent range, overflowing to infinity, and packs. */
export function packDecimal(decimal: Decimal): Decimal128 {
  const rounded = decimal.kind === 'finite' ? fitDecimal(decimal) : decimal
  const sign = rounded.kind !== 'nan' && rounded.negative ? 1n << 63n : 0n
  let high = 0n
  let low = 0n
  if (rounded.kind === 'nan') high = 31n << 58n
  else if (rounded.kind === 'infinite') high = sign | (30n << 58n)
  else {
    high = sign | (BigInt(rounded.exponent + BIAS) << 49n) | (rounded.coefficient >> 64n)
    low = rounded.coefficient & 0xffffffffffffffffn
  }
  const bytes = Buffer.alloc(16)
  bytes.writeBigUInt64LE(low, 0)
  bytes.writeBigUInt64LE(high, 8)
  return new Decimal128(bytes)
}

function fitDecimal({ negative, coefficient, exponent }: FiniteDecimal): Decimal {
  const excess = Math.max(countDigits(coefficient) - DECIMAL_DIGITS, MIN_EXPONENT - exponent, 0)
  let c = coefficient
  let e = exponent
  if (excess > 0) {
    c = divideHalfEven(coefficient, excess)
    e += excess
    if (c > MAX_COEFFICIENT) {
      c /= 10n
      e += 1
    }
  }
  if (c === 0n) return { kind: 'finite', negative, coefficient: 0n, exponent: clamp(e, MIN_EXPONENT, MAX_EXPONENT) }
  if (e > MAX_EXPONENT) {
    // Large exponents fit as long as zeros can be moved into the coefficient.
    const shift = e - MAX_EXPONENT
    if (countDigits(c) + shift > DECIMAL_DIGITS) return { kind: 'infinite', negative }
    c *= 10n ** BigInt(shift)
    e = MAX_EXPONENT
  }
  return { kind: 'finite', negative, coefficient: c, exponent: e }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** coefficient / 10^digits, rounded half to even. */
export function divideHalfEven(coefficient: bigint, digits: number): bigint {
  if (digits > countDigits(coefficient)) return 0n
  const divisor = 10n ** BigInt(digits)
  const quotient = coefficient / divisor
  const twice = (coefficient % divisor) * 2n
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient
}

export function countDigits(coefficient: bigint): number {
  return coefficient === 0n ? 0 : coefficient.toString().length
}

export function decimalFromBigint(value: bigint): FiniteDecimal {
  return { kind: 'finite', negative: value < 0n, coefficient: value < 0n ? -value : value, exponent: 0 }
}

/** A double as a decimal of 15 significant digits, the precision MongoDB keeps when it turns doubles to decimals. */
export function decimalFromDouble(value: number): Decimal {
  if (Number.isNaN(value)) return { kind: 'nan' }
  if (!Number.isFinite(value)) return { kind: 'infinite', negative: value < 0 }
  if (value === 0) return { kind: 'finite', negative: Object.is(value, -0), coefficient: 0n, exponent: 0 }
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential(14).split('e')
  return {
    kind: 'finite',
    negative: value < 0,
    coefficient: BigInt(mantissa.replace('.', '')),
    exponent: Number(exponent) - 14,
  }
}

const FLOAT = new DataView(new ArrayBuffer(8))

/** The exact decimal expansion of a finite double (every one has one). */
export function exactDecimal(value: number): FiniteDecimal {
  FLOAT.setFloat64(0, value)
  const bits = FLOAT.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n)
  const power = (biased === 0 ? 1 : biased) - 1075
  const negative = bits >> 63n === 1n
  if (power >= 0) return { kind: 'finite', negative, coefficient: mantissa << BigInt(power), exponent: 0 }
  return { kind: 'finite', negative, coefficient: mantissa * 5n ** BigInt(-power), exponent: power }
}

/** The nearest double. */
export function decimalToDouble(decimal: Decimal): number {
  if (decimal.kind === 'nan') return Number.NaN
  if (decimal.kind === 'infinite') return decimal.negative ? -Infinity : Infinity
  const magnitude = Number(`${decimal.coefficient}e${decimal.exponent}`)
  return decimal.negative ? -magnitude : magnitude
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.kind === 'nan' || b.kind === 'nan') return Number(a.kind !== 'nan') - Number(b.kind !== 'nan')
  const signA = signOf(a)
  const signB = signOf(b)
  if (signA !== signB) return signA < signB ? -1 : 1
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    return signA * (Number(a.kind === 'infinite') - Number(b.kind === 'infinite')) + 0
  }
  // Adding zero turns -0 into 0.
  return signA === 0 ? 0 : signA * compareMagnitudes(a, b) + 0
}

function compareMagnitudes(a: FiniteDecimal, b: FiniteDecimal): number {
  const difference = countDigits(a.coefficient) + a.exponent - countDigits(b.coefficient) - b.exponent
  if (difference !== 0) return Math.sign(difference)
  const exponent = Math.min(a.exponent, b.exponent)
  const scaledA = a.coefficient * 10n ** BigInt(a.exponent - exponent)
  const scaledB = b.coefficient * 10n ** BigInt(b.exponent - exponent)
  return scaledA === scaledB ? 0 : scaledA < scaledB ? -1 : 1
}

function signOf(value: Exclude<Decimal, { kind: 'nan' }>): number {
  if (value.kind === 'finite' && value.coefficient === 0n) return 0
  return value.negative ? -1 : 1
}
