import { MongoServerFailure } from '../errors.ts'
import { isNumber, toDouble } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { parseFieldPath } from './field-path.ts'
import { printValue } from './print-value.ts'
import { TEXT_SCORE_FIELD } from './text-score.ts'

export interface SortPart {
  readonly path: string
  readonly names: readonly string[]
  readonly direction: 1 | -1
  /** `{$meta: 'textScore'}`: `path` is only a name. */
  readonly isTextScore?: boolean
}

/** Parses a sort specification such as `{ rating: -1, _id: 1 }`. */
export function parseSortPattern(spec: Value): SortPart[] {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(15973, 'the $sort key specification must be an object')
  }
  if (spec.size === 0) throw new MongoServerFailure(15976, '$sort stage must have at least one sort key')
  return [...spec].map(([path, direction]) =>
    direction instanceof Map && direction.has('$meta')
      ? { path, names: [TEXT_SCORE_FIELD], direction: parseMeta(direction), isTextScore: true }
      : { path, names: parseFieldPath(path), direction: parseDirection(path, direction) },
  )
}

function parseMeta(direction: Doc): -1 {
  const meta = direction.get('$meta')
  if (meta === 'textScore' && direction.size === 1) return -1
  throw new MongoServerFailure('NotImplemented', `$sort by ${printValue(direction)} is not implemented`)
}

function parseDirection(path: string, value: Value): 1 | -1 {
  if (!isNumber(value)) {
    const message = `Illegal key in $sort specification: ${path}: ${printValue(value)}`
    throw new MongoServerFailure(15974, message)
  }
  const direction = toDouble(value)
  if (direction === 1 || direction === -1) return direction
  const message = '$sort key ordering must be 1 (for ascending) or -1 (for descending)'
  throw new MongoServerFailure(15975, message)
}
