import { toDouble } from './arithmetic.ts'
import { isNullish, isNumber } from './bson-type.ts'
import type { Missing, Value } from './types.ts'

/** Truth as MongoDB has it, in filters and in expressions: everything but false, zero, null, undefined and missing. */
export function isTruthy(value: Value | Missing): boolean {
  if (typeof value === 'boolean') return value
  return isNumber(value) ? toDouble(value) !== 0 : !isNullish(value)
}
