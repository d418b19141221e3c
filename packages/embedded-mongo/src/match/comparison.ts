import { BSONRegExp, MaxKey, MinKey } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compareValues, isNullish, isNumber, type Missing, toDouble, typeRank, type Value } from '../values/index.ts'
import { eachValue, type FieldOperator, type FilterContext, not } from './field-test.ts'

type Relation = 'eq' | 'lt' | 'lte' | 'gt' | 'gte'

const HOLDS: Record<Relation, (order: number) => boolean> = {
  eq: (order) => order === 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
}

/** A comparison as queries make it: only values of the same type class relate, null stands for missing, NaN only equals NaN. */
export function relates(
  relation: Relation,
  argument: Value,
  context: Pick<FilterContext, 'collation'>,
): (value: Value | Missing) => boolean {
  const holds = HOLDS[relation]
  const rank = typeRank(argument)
  const orEqual = holds(0)
  if (argument === null) return (value) => orEqual && isNullish(value)
  if (argument instanceof MinKey) return (value) => (value instanceof MinKey ? orEqual : relation.startsWith('g'))
  if (argument instanceof MaxKey) return (value) => (value instanceof MaxKey ? orEqual : relation.startsWith('l'))
  if (isNaNumber(argument)) return (value) => orEqual && isNaNumber(value)
  return (value) =>
    typeRank(value) === rank && !isNaNumber(value) && holds(compareValues(value, argument, context.collation))
}

function isNaNumber(value: Value | Missing): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value))
}

export function refuseUndefined(argument: Value): void {
  if (typeof argument === 'symbol') throw new MongoServerFailure('BadValue', 'cannot compare to undefined')
}

function comparison(relation: Relation): FieldOperator {
  return (argument, context, _siblings, path) => {
    refuseUndefined(argument)
    if (relation !== 'eq' && argument instanceof BSONRegExp) {
      throw new MongoServerFailure('BadValue', `Can't have RegEx as arg to predicate over field '${path}'.`)
    }
    return eachValue(relates(relation, argument, context))
  }
}

const $eq = comparison('eq')

const $ne: FieldOperator = (argument, context, siblings, path) => {
  if (argument instanceof BSONRegExp) throw new MongoServerFailure('BadValue', "Can't have regex as arg to $ne.")
  return not($eq(argument, context, siblings, path))
}

export const comparisonOperators: Readonly<Record<string, FieldOperator>> = {
  $eq,
  $ne,
  $lt: comparison('lt'),
  $lte: comparison('lte'),
  $gt: comparison('gt'),
  $gte: comparison('gte'),
}
