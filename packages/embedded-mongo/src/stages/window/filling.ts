import { MongoServerFailure } from '../../errors.ts'
import { readPath } from '../../expressions/index.ts'
import { isNullish, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Missing, Value } from '../../values/types.ts'
import type { WindowFunction } from './window-function.ts'

/** The last value that was there. */
const locf: WindowFunction = {
  name: '$locf',
  compile(argument, { stage, sortBy }) {
    if (sortBy.length === 0) throw new MongoServerFailure(605001, '$locf requires a sortBy')
    const input = stage.expression(argument)
    return (docs) => {
      let last: Value | Missing = null
      return docs.map((doc) => {
        const value = input(doc, stage.scope)
        if (!isNullish(value)) last = value
        return last
      })
    }
  },
}

/** Between two values, the one on the line through them at the sort key. */
const linearFill: WindowFunction = {
  name: '$linearFill',
  compile(argument, { stage, sortBy }) {
    const [only] = sortBy
    if (!only || sortBy.length > 1) {
      throw new MongoServerFailure(
        605001,
        '$linearFill must be specified with a top level sortBy expression with exactly one element',
      )
    }
    const input = stage.expression(argument)
    return (docs) => {
      const values = docs.map((doc) => input(doc, stage.scope))
      const positions = docs.map((doc) => coordinate(readPath(doc, only.names, 0)))
      return values.map((value, index) => (isNullish(value) ? between(values, positions, index) : value))
    }
  },
}

function coordinate(value: Value | Missing): number {
  if (value instanceof Date) return value.getTime()
  if (isNumber(value)) return toDouble(value)
  throw new MongoServerFailure(605002, `$linearFill expects the sortBy to be numeric or a date, not ${typeName(value)}`)
}

function between(values: readonly (Value | Missing)[], positions: readonly number[], index: number): Value {
  let before = index
  while (before >= 0 && isNullish(values[before])) before--
  let after = index
  while (after < values.length && isNullish(values[after])) after++
  const left = values[before]
  const right = values[after]
  if (!isNumber(left) || !isNumber(right)) return null
  const [x0, x, x1] = [positions[before] ?? 0, positions[index] ?? 0, positions[after] ?? 0]
  return toDouble(left) + ((toDouble(right) - toDouble(left)) * (x - x0)) / (x1 - x0)
}

export const fillingFunctions: readonly WindowFunction[] = [locf, linearFill]
