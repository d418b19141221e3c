import { type Collation, compareValues, type Doc, typeRank, type Value, valuesEqual } from '../values/index.ts'
import { collectPredicates, isTruthy, type Predicate } from './predicate.ts'

/**
 * True where every document that meets `predicates` certainly meets the partial index's filter. May say false for
 * some that do: the index is then not used.
 */
export function impliesFilter(predicates: readonly Predicate[], partial: Doc, collation: Collation | null): boolean {
  for (const name of partial.keys()) if (name.startsWith('$') && name !== '$and') return false
  const conditions = collectPredicates(partial, collation)
  return conditions.length > 0
    ? conditions.every((condition) => predicates.some((predicate) => impliesCondition(predicate, condition, collation)))
    : partial.size === 0
}

function impliesCondition(given: Predicate, wanted: Predicate, collation: Collation | null): boolean {
  if (given.path !== wanted.path || given.scope) return false
  if (given.operator === wanted.operator && sameOperand(given.operand, wanted.operand)) return true
  if (wanted.operator === '$exists') return isTruthy(wanted.operand) && given.impliesExists
  if (given.operator === '$eq') return satisfies(given.operand, wanted, collation)
  if (given.operator === '$in' && Array.isArray(given.operand))
    return given.operand.length > 0 && given.operand.every((value) => satisfies(value, wanted, collation))
  return impliesRange(given, wanted, collation)
}

function satisfies(value: Value, { operator, operand }: Predicate, collation: Collation | null): boolean {
  if (value === null || Array.isArray(value)) return false
  if (operator === '$in') return Array.isArray(operand) && operand.some((other) => valuesEqual(value, other, collation))
  if (operator === '$type') return false
  const sameType = typeRank(value) === typeRank(operand)
  const order = compareValues(value, operand, collation)
  return sameType && (RELATIONS[operator]?.(order) ?? false)
}

const RELATIONS: Record<string, (order: number) => boolean> = {
  $eq: (order) => order === 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
}

/** `{$gt: 7}` implies `{$gte: 5}`: every value beyond the given bound is beyond the wanted one. */
function impliesRange(given: Predicate, wanted: Predicate, collation: Collation | null): boolean {
  if (typeRank(given.operand) !== typeRank(wanted.operand) || given.operand === null) return false
  const order = compareValues(given.operand, wanted.operand, collation)
  switch (`${given.operator} ${wanted.operator}`) {
    case '$gt $gt':
    case '$gt $gte':
    case '$gte $gte':
      return order >= 0
    case '$gte $gt':
      return order > 0
    case '$lt $lt':
    case '$lt $lte':
    case '$lte $lte':
      return order <= 0
    case '$lte $lt':
      return order < 0
    default:
      return false
  }
}

const sameOperand = (a: Value, b: Value): boolean => typeRank(a) === typeRank(b) && valuesEqual(a, b)
