import { BSONRegExp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compareValues, isNullish, type Missing, type Value, valuesEqual } from '../values/index.ts'
import { relates } from './comparison.ts'
import { eachValue, type FieldOperator, type FieldTest, type FilterContext, not } from './field-test.ts'
import { isOperatorDocument } from './operator-document.ts'
import { regexTest } from './regex-test.ts'

const $in: FieldOperator = (argument, context) => {
  if (!Array.isArray(argument)) throw new MongoServerFailure('BadValue', '$in needs an array')
  for (const value of argument) {
    if (isOperatorDocument(value)) throw new MongoServerFailure('BadValue', 'cannot nest $ under $in')
    if (typeof value === 'symbol') {
      throw new MongoServerFailure('BadValue', 'InMatchExpression equality cannot be undefined')
    }
  }
  const patterns = argument.filter((value) => value instanceof BSONRegExp).map(regexTest)
  const isMember = membership(
    argument.filter((value) => !(value instanceof BSONRegExp)),
    context,
  )
  return eachValue((value) => isMember(value) || patterns.some((matches) => matches(value)))
}

/** Sorted once and searched by halves: lists of ids can be long. */
function membership(members: Value[], { collation }: FilterContext): (value: Value | Missing) => boolean {
  const sorted = [...members].sort((a, b) => compareValues(a, b, collation))
  const hasNull = members.includes(null)
  return (value) => {
    if (isNullish(value)) return hasNull
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareValues(sorted[middle], value, collation) < 0) low = middle + 1
      else high = middle
    }
    return low < sorted.length && valuesEqual(sorted[low], value, collation)
  }
}

const $nin: FieldOperator = (argument, context, siblings, path) => {
  if (!Array.isArray(argument)) throw new MongoServerFailure('BadValue', '$nin needs an array')
  return not($in(argument, context, siblings, path))
}

const $all: FieldOperator = (argument, context, _siblings, path) => {
  if (!Array.isArray(argument)) throw new MongoServerFailure('BadValue', '$all needs an array')
  if (argument.length === 0) return eachValue(() => false)
  const first = argument[0]
  const areElemMatches = first instanceof Map && first.has('$elemMatch')
  return {
    kind: 'and',
    tests: argument.map((value) => (areElemMatches ? elemMatchOf(value, context, path) : memberOf(value, context))),
  }
}

function elemMatchOf(value: Value, context: FilterContext, path: string): FieldTest {
  if (!(value instanceof Map)) {
    throw new MongoServerFailure('BadValue', '$all/$elemMatch has to be consistent')
  }
  if ([...value.keys()].join() !== '$elemMatch') {
    throw new MongoServerFailure('BadValue', '$all/$elemMatch has to be consistent')
  }
  return context.operators(value, path)
}

function memberOf(value: Value, context: FilterContext): FieldTest {
  if (isOperatorDocument(value)) throw new MongoServerFailure('BadValue', 'no $ expressions in $all')
  return eachValue(value instanceof BSONRegExp ? regexTest(value) : relates('eq', value, context))
}

export const membershipOperators: Readonly<Record<string, FieldOperator>> = { $in, $nin, $all }
