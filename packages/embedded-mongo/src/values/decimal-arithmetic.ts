import { countDigits, DECIMAL_DIGITS, type Decimal, type FiniteDecimal } from './decimal.ts'

const NAN: Decimal = { kind: 'nan' }

function signed({ negative, coefficient }: FiniteDecimal): bigint {
  return negative ? -coefficient : coefficient
}

function scaled(value: FiniteDecimal, exponent: number): bigint {
  return signed(value) * 10n ** BigInt(value.exponent - exponent)
}

function negate(value: Decimal): Decimal {
  return value.kind === 'nan' ? value : { ...value, negative: !value.negative }
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN
  if (a.kind === 'infinite') return b.kind === 'infinite' && b.negative !== a.negative ? NAN : a
  if (b.kind === 'infinite') return b
  const exponent = Math.min(a.exponent, b.exponent)
  const sum = scaled(a, exponent) + scaled(b, exponent)
  const negative = sum === 0n ? a.negative && b.negative : sum < 0n
  return { kind: 'finite', negative, coefficient: sum < 0n ? -sum : sum, exponent }
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, negate(b))
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN
  const negative = a.negative !== b.negative
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    return isZero(a) || isZero(b) ? NAN : { kind: 'infinite', negative }
  }
  return {
    kind: 'finite',
    negative,
    coefficient: a.coefficient * b.coefficient,
    exponent: a.exponent + b.exponent,
  }
}

export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN
  const negative = a.negative !== b.negative
  if (a.kind === 'infinite') return b.kind === 'infinite' ? NAN : { kind: 'infinite', negative }
  if (b.kind === 'infinite') return { kind: 'finite', negative, coefficient: 0n, exponent: -6176 }
  if (b.coefficient === 0n) return a.coefficient === 0n ? NAN : { kind: 'infinite', negative }
  return divideFinite(a, b, negative)
}

function divideFinite(a: FiniteDecimal, b: FiniteDecimal, negative: boolean): Decimal {
  const ideal = a.exponent - b.exponent
  if (a.coefficient === 0n) return { kind: 'finite', negative, coefficient: 0n, exponent: ideal }
  const shift = Math.max(0, DECIMAL_DIGITS + 2 + countDigits(b.coefficient) - countDigits(a.coefficient))
  const numerator = a.coefficient * 10n ** BigInt(shift)
  let coefficient = numerator / b.coefficient
  let exponent = ideal - shift
  if (numerator % b.coefficient !== 0n) {
    // A sticky digit keeps a later rounding to 34 digits from taking an inexact quotient for a tie.
    coefficient = coefficient * 10n + 1n
    exponent -= 1
  }
  while (exponent < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n
    exponent += 1
  }
  return { kind: 'finite', negative, coefficient, exponent }
}

/** The remainder of a division truncated towards zero; it has the dividend's sign. */
export function moduloDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan' || a.kind === 'infinite' || isZero(b)) return NAN
  if (b.kind === 'infinite') return a
  const exponent = Math.min(a.exponent, b.exponent)
  const remainder = scaled(a, exponent) % scaled(b, exponent)
  return { kind: 'finite', negative: a.negative, coefficient: remainder < 0n ? -remainder : remainder, exponent }
}

function isZero(value: Decimal): boolean {
  return value.kind === 'finite' && value.coefficient === 0n
}
