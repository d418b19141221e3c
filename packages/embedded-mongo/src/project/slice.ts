import { isNumber, toDouble, type Value } from '../values/index.ts'
import type { ProjectionOperator } from './projection-step.ts'

type Cut = (array: Value[]) => Value[]

/**
 * `$slice: n` or `$slice: [skip, n]`; a path through arrays cuts the array in each document of them. Other arguments are those of the
 * aggregation's `$slice`.
 */
export const $slice: ProjectionOperator = {
  suggests: 'exclusion',
  keepsField: true,
  readsStored: false,
  claims: (argument) => parseCut(argument) !== undefined,
  compile: (argument, { path }) => {
    const cut = parseCut(argument) ?? ((array) => array)
    const parts = path.split('.')
    return (projected) => {
      const result = cutAt(projected, parts, cut)
      return result instanceof Map ? result : projected
    }
  },
}

function parseCut(argument: Value): Cut | undefined {
  if (isNumber(argument)) {
    const count = Math.trunc(toDouble(argument))
    return (array) => (count >= 0 ? array.slice(0, count) : array.slice(count))
  }
  const [skip, limit, ...others] = Array.isArray(argument) ? argument : []
  if (!isNumber(skip) || !isNumber(limit) || others.length > 0) return undefined
  const from = Math.trunc(toDouble(skip))
  const count = Math.trunc(toDouble(limit))
  if (count <= 0) return undefined
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
