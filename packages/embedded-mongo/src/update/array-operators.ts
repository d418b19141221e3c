import { BSONRegExp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { compileFilter, exactInteger, isOperatorDocument } from '../match/index.ts'
import { isNumber, typeName, type Value, valuesEqual } from '../values/index.ts'
import { $push } from './push.ts'
import { atPath, printField, type UpdateContext, type UpdateOperator } from './update-operator.ts'

const $addToSet = atPath((argument, { collation }) => {
  const additions = parseAdditions(argument)
  return (existing = [], _run, at) => {
    if (!Array.isArray(existing)) {
      throw new MongoServerFailure(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${at.at(-1)}' has non-array type ${typeName(existing)}`,
      )
    }
    const result = [...existing]
    for (const value of additions) {
      if (!result.some((member) => valuesEqual(member, value, collation))) result.push(value)
    }
    return result
  }
})

function parseAdditions(argument: Value): readonly Value[] {
  if (!(argument instanceof Map) || argument.keys().next().value !== '$each') return [argument]
  const each = argument.get('$each')
  if (!Array.isArray(each)) {
    throw new MongoServerFailure(
      'TypeMismatch',
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
    )
  }
  if (argument.size > 1) {
    throw new MongoServerFailure(
      'BadValue',
      `Found unexpected fields after $each in $addToSet: ${printValue(argument)}`,
    )
  }
  return each
}

const $pop = atPath((argument, _context, path) => {
  if (!isNumber(argument)) {
    throw new MongoServerFailure('FailedToParse', `Expected a number in: ${printField(path, argument).slice(1, -1)}`)
  }
  const end = exactInteger(argument)
  if (end !== 1n && end !== -1n) {
    throw new MongoServerFailure('FailedToParse', `$pop expects 1 or -1, found: ${printValue(argument)}`)
  }
  return (existing, _run, at) => {
    if (existing === undefined) return undefined
    if (!Array.isArray(existing)) {
      throw new MongoServerFailure(
        'TypeMismatch',
        `Path '${at.join('.')}' contains an element of non-array type '${typeName(existing)}'`,
      )
    }
    return end === 1n ? existing.slice(0, -1) : existing.slice(1)
  }
})

/** `$pull` and `$pullAll`: keeps the elements of which the test does not hold. */
function pulling(name: string, create: (argument: Value, context: UpdateContext) => (element: Value) => boolean) {
  return atPath((argument, context) => {
    const isPulled = create(argument, context)
    return (existing) => {
      if (existing === undefined) return undefined
      if (!Array.isArray(existing)) {
        throw new MongoServerFailure('BadValue', `Cannot apply ${name} to a non-array value`)
      }
      return existing.filter((element) => !isPulled(element))
    }
  })
}

/** Operators and patterns ask each element, field names each element that is a document, anything else means equality. */
const $pull = pulling('$pull', (argument, { collation }) => {
  if (isOperatorDocument(argument) || argument instanceof BSONRegExp) {
    const filter = compileFilter(new Map([['element', argument]]), { collation, fieldsOnly: true })
    return (element) => filter.matches(new Map([['element', element]]))
  }
  if (argument instanceof Map) {
    const filter = compileFilter(argument, { collation, fieldsOnly: true })
    return (element) => element instanceof Map && filter.matches(element)
  }
  return (element) => valuesEqual(element, argument, collation)
})

const $pullAll = pulling('$pullAll', (argument, { collation }) => {
  if (!Array.isArray(argument)) {
    throw new MongoServerFailure(
      'BadValue',
      `$pullAll requires an array argument but was given a ${typeName(argument)}`,
    )
  }
  return (element) => argument.some((value) => valuesEqual(value, element, collation))
})

export const arrayOperators: Readonly<Record<string, UpdateOperator>> = { $push, $addToSet, $pop, $pull, $pullAll }
