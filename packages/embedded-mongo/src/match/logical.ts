import { BSONRegExp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Value } from '../values/index.ts'
import {
  eachValue,
  type FieldOperator,
  type FilterContext,
  type Matcher,
  not,
  type TopLevelOperator,
} from './field-test.ts'
import { regexTest } from './regex-test.ts'

const $not: FieldOperator = (argument, context, _siblings, path) => {
  if (argument instanceof BSONRegExp) return not(eachValue(regexTest(argument)))
  if (!(argument instanceof Map)) throw new MongoServerFailure('BadValue', '$not needs a regex or a document')
  if (argument.size === 0) throw new MongoServerFailure('BadValue', '$not cannot be empty')
  return not(context.operators(argument, path))
}

function clauses(name: string, argument: Value, context: FilterContext): Matcher[] {
  if (!Array.isArray(argument)) throw new MongoServerFailure('BadValue', `${name} must be an array`)
  if (argument.length === 0) throw new MongoServerFailure('BadValue', '$and/$or/$nor must be a nonempty array')
  return argument.map((clause) => {
    if (clause instanceof Map) return context.compile(clause)
    throw new MongoServerFailure('BadValue', '$or/$and/$nor entries need to be full objects')
  })
}

const $and: TopLevelOperator = (argument, context) => {
  const all = clauses('$and', argument, context)
  return (doc, details) => all.every((matches) => matches(doc, details))
}

const $or: TopLevelOperator = (argument, context) => {
  const all = clauses('$or', argument, context)
  return (doc, details) => all.some((matches) => matches(doc, details))
}

const $nor: TopLevelOperator = (argument, context) => {
  const all = clauses('$nor', argument, context)
  return (doc) => !all.some((matches) => matches(doc))
}

export const logicalFieldOperators: Readonly<Record<string, FieldOperator>> = { $not }
export const logicalOperators: Readonly<Record<string, TopLevelOperator>> = { $and, $or, $nor }
