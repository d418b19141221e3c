import { isNullish, isNumber, toDouble } from '../values/index.ts'
import type { Missing, Value } from '../values/types.ts'

/** What a value counts as in `$and`, `$cond` and the like: false, null, missing and zero are false, all else true. */
export function isTruthy(value: Value | Missing): boolean {
  if (typeof value === 'boolean') return value
  if (isNullish(value)) return false
  if (isNumber(value)) return toDouble(value) !== 0
  return true
}
