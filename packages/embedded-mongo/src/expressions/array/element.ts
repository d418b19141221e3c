import { Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { isNullish, isNumber, typeName, valuesEqual } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { type Argument, binary, unary, variadic } from '../operator.ts'
import { printValue } from '../print-value.ts'
import { int32Of } from './integer.ts'

function elementAt(array: readonly Exclude<Argument, undefined>[], index: number): Argument {
  return array[index < 0 ? array.length + index : index]
}

const arrayElemAt = binary('$arrayElemAt', (array, index) => {
  if (isNullish(array) || isNullish(index)) return null
  if (!Array.isArray(array)) {
    throw new MongoServerFailure(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(array)}`)
  }
  if (!isNumber(index)) {
    const found = typeName(index)
    throw new MongoServerFailure(28690, `$arrayElemAt's second argument must be a numeric value, but is ${found}`)
  }
  const position = int32Of(index)
  if (position === undefined) {
    const message = "$arrayElemAt's second argument must be representable as a 32-bit integer: "
    throw new MongoServerFailure(28691, message + printValue(index))
  }
  return elementAt(array, position)
})

function end(name: string, index: number): Operator {
  return unary(name, (array) => {
    if (isNullish(array)) return null
    if (!Array.isArray(array)) {
      throw new MongoServerFailure(28689, `${name}'s argument must be an array, but is ${typeName(array)}`)
    }
    return elementAt(array, index)
  })
}

const isIn = binary('$in', (value, array, { collation }) => {
  if (!Array.isArray(array)) {
    throw new MongoServerFailure(40081, `$in requires an array as a second argument, found: ${typeName(array)}`)
  }
  return array.some((item) => valuesEqual(item, value, collation))
})

const indexOfArray = variadic('$indexOfArray', [2, 4], (values, { collation }) => {
  const [array, wanted] = values
  if (isNullish(array)) return null
  if (!Array.isArray(array)) {
    throw new MongoServerFailure(
      40090,
      `$indexOfArray requires an array as a first argument, found: ${typeName(array)}`,
    )
  }
  const start = values.length > 2 ? indexBound(values[2], 'starting') : 0
  const stop = values.length > 3 ? indexBound(values[3], 'ending') : array.length
  for (let index = start; index < Math.min(stop, array.length); index++) {
    if (valuesEqual(array[index], wanted, collation)) return new Int32(index)
  }
  return new Int32(-1)
})

function indexBound(value: Argument, which: string): number {
  const index = int32Of(value)
  if (index === undefined) {
    const message = `$indexOfArray requires an integral ${which} index, found a value of type: ${typeName(value)}`
    throw new MongoServerFailure(40096, message)
  }
  if (index < 0) {
    throw new MongoServerFailure(40097, `$indexOfArray requires a nonnegative ${which} index, found: ${index}`)
  }
  return index
}

const isArray = unary('$isArray', (value) => Array.isArray(value))

const size = unary('$size', (value) => {
  if (Array.isArray(value)) return new Int32(value.length)
  throw new MongoServerFailure(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`)
})

export const arrayElementOperators: readonly Operator[] = [
  arrayElemAt,
  end('$first', 0),
  end('$last', -1),
  isIn,
  indexOfArray,
  isArray,
  size,
]
