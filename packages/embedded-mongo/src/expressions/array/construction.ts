import { Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { compareValues, isNullish, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Collation, Value } from '../../values/types.ts'
import type { Operator } from '../expression.ts'
import { type Argument, named, namedOperands, unary, variadic } from '../operator.ts'
import { compareSortKeys, sortKeyOf } from '../sort-key.ts'
import { parseSortPattern } from '../sort-pattern.ts'
import { int32Of } from './integer.ts'

const concatArrays = variadic('$concatArrays', [0, Number.POSITIVE_INFINITY], (values) => {
  const all: Value[] = []
  for (const value of values) {
    if (isNullish(value)) return null
    if (!Array.isArray(value)) {
      throw new MongoServerFailure(28664, `$concatArrays only supports arrays, not ${typeName(value)}`)
    }
    for (const item of value) all.push(item)
  }
  return all
})

const range = variadic('$range', [2, 3], (values) => {
  const start = rangeNumber(values[0], 'starting', 34443, 34444)
  const stop = rangeNumber(values[1], 'ending', 34445, 34446)
  const step = values.length > 2 ? rangeNumber(values[2], 'step', 34447, 34448) : 1
  if (step === 0) throw new MongoServerFailure(34449, '$range requires a non-zero step value')
  const items: Value[] = []
  for (let item = start; step > 0 ? item < stop : item > stop; item += step) {
    if (items.length > 6_000_000) {
      throw new MongoServerFailure('ExceededMemoryLimit', '$range would use too much memory')
    }
    items.push(new Int32(item))
  }
  return items
})

function rangeNumber(value: Argument, which: string, notNumber: number, notInteger: number): number {
  const what = which === 'step' ? 'step value' : `${which} value`
  if (!isNumber(value)) {
    throw new MongoServerFailure(notNumber, `$range requires a numeric ${what}, found value of type:${typeName(value)}`)
  }
  const number = int32Of(value)
  if (number !== undefined) return number
  const message = `$range requires a ${what} that can be represented as a 32-bit integer, found value: `
  throw new MongoServerFailure(notInteger, message + toDouble(value))
}

const reverseArray = unary('$reverseArray', (value) => {
  if (isNullish(value)) return null
  if (Array.isArray(value)) return [...value].reverse()
  const found = typeName(value)
  throw new MongoServerFailure(34435, `The argument to $reverseArray must be an array, but was of type: ${found}`)
})

const SORT_ARRAY = {
  required: ['input', 'sortBy'],
  codes: { notObject: 2942500, unknown: 2942501, missing: [2942502, 2942503] },
}

const sortArray: Operator = {
  name: '$sortArray',
  compile(argument, context) {
    const fields = namedOperands('$sortArray', argument, SORT_ARRAY)
    const input = context.compile(fields.get('input') ?? null)
    const compare = elementOrder(fields.get('sortBy') ?? null, context.collation)
    return (doc, scope) => {
      const array = input(doc, scope)
      if (isNullish(array)) return null
      if (Array.isArray(array)) return [...array].sort(compare)
      const message = `The input argument to $sortArray must be an array, but was of type: ${typeName(array)}`
      throw new MongoServerFailure(2942504, message)
    }
  },
}

/** By whole elements for `1` and `-1`, by fields of elements for a document. */
function elementOrder(sortBy: Value, collation: Collation | null): (a: Value, b: Value) => number {
  if (isNumber(sortBy)) {
    const direction = toDouble(sortBy)
    if (direction === 1 || direction === -1) return (a, b) => compareValues(a, b, collation) * direction
    throw new MongoServerFailure(2942504, 'The $sort element value must be either 1 or -1')
  }
  const parts = parseSortPattern(sortBy)
  const keyOf = (item: Value) => sortKeyOf(item instanceof Map ? item : new Map(), parts, collation)
  return (a, b) => compareSortKeys(keyOf(a), keyOf(b), parts, collation)
}

const ZIP = {
  required: ['inputs'],
  optional: ['useLongestLength', 'defaults'],
  codes: { notObject: 34460, unknown: 34464, missing: [34465] },
}

const zip = named('$zip', ZIP, ({ inputs, useLongestLength, defaults }) => {
  if (isNullish(inputs)) return null
  if (!Array.isArray(inputs))
    throw new MongoServerFailure(34461, `inputs must be an array of expressions, found ${typeName(inputs)}`)
  const useLongest = useLongestLength === true
  const fillers = Array.isArray(defaults) ? defaults : []
  if (fillers.length > 0 && !useLongest) {
    throw new MongoServerFailure(34466, 'cannot specify defaults unless useLongestLength is true')
  }
  if (fillers.length > 0 && fillers.length !== inputs.length) {
    throw new MongoServerFailure(34467, 'defaults and inputs must have the same length')
  }
  const arrays: Value[][] = []
  for (const input of inputs) {
    if (isNullish(input)) return null
    if (!Array.isArray(input))
      throw new MongoServerFailure(34468, `$zip found a non-array expression in input: ${typeName(input)}`)
    arrays.push(input)
  }
  const lengths = arrays.map((array) => array.length)
  const length = lengths.length === 0 ? 0 : useLongest ? Math.max(...lengths) : Math.min(...lengths)
  return Array.from({ length }, (_, row) => arrays.map((array, column) => array[row] ?? fillers[column] ?? null))
})

export const arrayConstructionOperators: readonly Operator[] = [concatArrays, range, reverseArray, sortArray, zip]
