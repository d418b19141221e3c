import { MongoServerFailure } from '../errors.ts'
import { type Doc, isNumber, toDouble, type Value } from '../values/index.ts'
import type { SortPattern } from './plan-query.ts'

/** Stands for `{$meta: 'textScore'}` in a sort pattern: no field has such a name. */
export const TEXT_SCORE = '\0textScore'

/** Checks a sort specification: paths to 1 or -1, or names to `{$meta: 'textScore'}`, which means from the highest on. */
export function parseSort(spec: Doc | undefined): SortPattern | undefined {
  if (!spec || spec.size === 0) return undefined
  return [...spec].map(([path, direction]) => {
    if (direction instanceof Map) return [checkMeta(direction), -1] as const
    const number = isNumber(direction) ? toDouble(direction) : Number.NaN
    if (number !== 1 && number !== -1)
      throw new MongoServerFailure(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    if (path === '') throw new MongoServerFailure('BadValue', 'FieldPath cannot be constructed with empty string')
    return [path, number] as const
  })
}

function checkMeta(direction: ReadonlyMap<string, Value>): string {
  const meta = direction.get('$meta')
  if (meta === 'textScore' && direction.size === 1) return TEXT_SCORE
  if (meta === undefined || direction.size !== 1)
    throw new MongoServerFailure(17312, '$meta is the only expression supported by $sort right now')
  throw new MongoServerFailure('NotImplemented', `sorting by $meta: ${String(meta)} is not implemented`)
}
