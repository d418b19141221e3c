import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Value } from '../../values/types.ts'
import { createExtremes } from '../accumulators/extremes.ts'
import type { Operator } from '../expression.ts'
import { type Argument, named, variadic } from '../operator.ts'
import { printValue } from '../print-value.ts'
import { int32Of, positiveCount } from './integer.ts'

const slice = variadic('$slice', [2, 3], (values) => {
  const [array, second, third] = values
  if (isNullish(array) || isNullish(second) || (values.length === 3 && isNullish(third))) return null
  if (!Array.isArray(array)) {
    throw new MongoServerFailure(28724, `First argument to $slice must be an array, but is of type: ${typeName(array)}`)
  }
  const first = sliceNumber('Second', 28725, 28726, second)
  if (values.length === 2) return first >= 0 ? array.slice(0, first) : array.slice(first)
  const count = sliceNumber('Third', 28727, 28728, third)
  if (count <= 0) throw new MongoServerFailure(28729, `Third argument to $slice must be positive: ${printValue(third)}`)
  const start = first < 0 ? Math.max(0, array.length + first) : first
  return array.slice(start, start + count)
})

function sliceNumber(which: string, notNumber: number, notInteger: number, value: Argument): number {
  const number = int32Of(value)
  if (number !== undefined) return number
  const found = typeName(value)
  if (!['int', 'long', 'double', 'decimal'].includes(found)) {
    throw new MongoServerFailure(notNumber, `${which} argument to $slice must be numeric, but is of type: ${found}`)
  }
  const message = `${which} argument to $slice can't be represented as a 32-bit integer: ${printValue(value)}`
  throw new MongoServerFailure(notInteger, message)
}

function takingN(name: string, take: (array: readonly Value[], n: number) => Value[]): Operator {
  return named(name, { required: ['n', 'input'] }, ({ n, input }) => {
    const count = positiveCount(n)
    if (isNullish(input)) return null
    if (!Array.isArray(input)) {
      throw new MongoServerFailure(5788200, `Input must be an array, found ${printValue(input)}`)
    }
    return take(input, count)
  })
}

function extremesN(name: string, direction: 1 | -1): Operator {
  return named(name, { required: ['n', 'input'] }, ({ n, input }, { collation }) => {
    const extremes = createExtremes(direction, positiveCount(n), collation)
    if (isNullish(input)) return null
    if (!Array.isArray(input)) {
      throw new MongoServerFailure(5788200, `Input must be an array, found ${printValue(input)}`)
    }
    for (const item of input) extremes.add(item)
    return extremes.result()
  })
}

export const arraySliceOperators: readonly Operator[] = [
  slice,
  takingN('$firstN', (array, n) => array.slice(0, n)),
  takingN('$lastN', (array, n) => array.slice(-n)),
  extremesN('$minN', 1),
  extremesN('$maxN', -1),
]
