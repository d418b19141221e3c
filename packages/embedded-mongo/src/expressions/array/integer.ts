import { MongoServerFailure } from '../../errors.ts'
import { isNumber, toDouble } from '../../values/index.ts'
import type { Argument } from '../operator.ts'
import { printValue } from '../print-value.ts'

/** The value as a whole number of 32 bits, or undefined where it is not one; 3.0 counts as 3. */
export function int32Of(value: Argument): number | undefined {
  if (!isNumber(value)) return undefined
  const number = toDouble(value)
  return Number.isInteger(number) && Math.abs(number) <= 2 ** 31 ? number : undefined
}

/** Checks the `n` of `$firstN` and its like. */
export function positiveCount(value: Argument): number {
  const n = isNumber(value) ? toDouble(value) : Number.NaN
  if (!Number.isInteger(n)) {
    throw new MongoServerFailure(5787902, `Value for 'n' must be of integral type, but found ${printValue(value)}`)
  }
  if (n < 1) throw new MongoServerFailure(5787908, `'n' must be greater than 0, found ${n}`)
  return n
}
