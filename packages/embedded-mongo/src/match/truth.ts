import { isNullish, isNumber, type Missing, toDouble, type Value } from '../values/index.ts'

/** Truth as MongoDB has it: everything but false, zero, null, undefined and missing. */
export function isTruthy(value: Value | Missing): boolean {
  if (typeof value === 'boolean') return value
  return isNumber(value) ? toDouble(value) !== 0 : !isNullish(value)
}
