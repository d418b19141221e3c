import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { type Doc, isNumber, type Value } from '../values/index.ts'
import { type FieldOperator, type MatchDetails, testValue, wholeValue } from './field-test.ts'
import { exactInteger } from './integer.ts'
import { isOperatorDocument } from './operator-document.ts'

const TOP_LEVEL = new Set(['$and', '$or', '$nor', '$expr', '$where', '$jsonSchema', '$comment', '$text'])

const $size: FieldOperator = (argument) => {
  const size = parseSize(argument)
  return wholeValue((value) => Array.isArray(value) && value.length === size)
}

function parseSize(argument: Value): number {
  const failed = (expected: string) =>
    new MongoServerFailure('BadValue', `Failed to parse $size. Expected ${expected} in: $size: ${printValue(argument)}`)
  if (!isNumber(argument)) throw failed('a number')
  const size = exactInteger(argument)
  if (size === undefined) throw failed('an integer')
  if (size < 0n) throw failed('a non-negative number')
  return Number(size)
}

/** With operators, each element is tested itself; with field names, each element that is a document is matched. */
const $elemMatch: FieldOperator = (argument, context, _siblings, path) => {
  if (!(argument instanceof Map)) throw new MongoServerFailure('BadValue', '$elemMatch needs an Object')
  const [first = ''] = argument.keys()
  if (isOperatorDocument(argument) && !TOP_LEVEL.has(first)) {
    const test = context.operators(argument, path)
    return wholeValue((value, details) => someElement(value, details, (element) => testValue(test, element)))
  }
  const matches = context.compileNested(argument)
  return wholeValue((value, details) =>
    someElement(value, details, (element) => {
      const doc = asDoc(element)
      return doc !== undefined && matches(doc)
    }),
  )
}

function someElement(
  value: Value | undefined,
  details: MatchDetails | undefined,
  test: (element: Value) => boolean,
): boolean {
  if (!Array.isArray(value)) return false
  const index = value.findIndex(test)
  if (index === -1) return false
  if (details !== undefined) details.position = index
  return true
}

/** An array inside an array is matched as a document of its indexes. */
function asDoc(value: Value): Doc | undefined {
  if (value instanceof Map) return value
  return Array.isArray(value) ? new Map(value.map((element, i) => [String(i), element])) : undefined
}

export const arrayOperators: Readonly<Record<string, FieldOperator>> = { $size, $elemMatch }
