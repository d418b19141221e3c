import { MongoServerFailure } from '../errors.ts'
import { isNumber, toDouble, type Value } from '../values/index.ts'
import type { ProjectionOperator } from './projection-step.ts'

type Cut = (array: Value[]) => Value[]

/** `$slice: n` or `$slice: [skip, n]`; a path through arrays cuts the array in each document of them. */
export const $slice: ProjectionOperator = {
  suggests: 'exclusion',
  keepsField: true,
  claims: (argument) => isNumber(argument) || (Array.isArray(argument) && argument.every(isNumber)),
  compile: (argument, { path }) => {
    const cut = parseCut(argument)
    const parts = path.split('.')
    return (projected) => {
      const result = cutAt(projected, parts, cut)
      return result instanceof Map ? result : projected
    }
  },
}

function parseCut(argument: Value): Cut {
  if (isNumber(argument)) {
    const count = Math.trunc(toDouble(argument))
    return (array) => (count >= 0 ? array.slice(0, count) : array.slice(count))
  }
  const [skip, limit, ...others] = Array.isArray(argument) ? argument : []
  if (!isNumber(skip) || !isNumber(limit) || others.length > 0) {
    throw new MongoServerFailure(28667, 'Expression $slice takes at least 2 arguments, and at most 3')
  }
  const from = Math.trunc(toDouble(skip))
  const count = Math.trunc(toDouble(limit))
  if (count <= 0) throw new MongoServerFailure(28729, 'Third argument to $slice must be positive')
  return (array) => {
    const start = from < 0 ? Math.max(0, array.length + from) : from
    return array.slice(start, start + count)
  }
}

function cutAt(value: Value, [name, ...rest]: readonly string[], cut: Cut): Value {
  if (name === undefined) return Array.isArray(value) ? cut(value) : value
  if (Array.isArray(value)) {
    return value.map((element) => (element instanceof Map ? cutAt(element, [name, ...rest], cut) : element))
  }
  const child = value instanceof Map ? value.get(name) : undefined
  return value instanceof Map && child !== undefined ? new Map(value).set(name, cutAt(child, rest, cut)) : value
}
