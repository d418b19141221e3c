import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import { isTruthy } from '../../values/truth.ts'
import type { Collation, Value } from '../../values/types.ts'
import type { Operator } from '../expression.ts'
import { type Argument, binary, unary, variadic } from '../operator.ts'
import { valueKey } from '../value-key.ts'

const ANY_NUMBER = [0, Number.POSITIVE_INFINITY] as const

/** The distinct elements by key, first seen first. */
function distinct(items: readonly Value[], collation: Collation | null): Map<string, Value> {
  const set = new Map<string, Value>()
  for (const item of items) {
    const key = valueKey(item, collation)
    if (!set.has(key)) set.set(key, item)
  }
  return set
}

function setOf(code: number, what: string, value: Argument, collation: Collation | null): Map<string, Value> {
  if (Array.isArray(value)) return distinct(value, collation)
  throw new MongoServerFailure(code, `${what}. One argument is of type: ${typeName(value)}`)
}

const setUnion = variadic('$setUnion', ANY_NUMBER, (values, { collation }) => {
  const union: Value[] = []
  for (const value of values) {
    if (isNullish(value)) return null
    union.push(...setOf(17043, 'All operands of $setUnion must be arrays', value, collation).values())
  }
  return [...distinct(union, collation).values()]
})

const setIntersection = variadic('$setIntersection', ANY_NUMBER, (values, { collation }) => {
  let common: Map<string, Value> | undefined
  for (const value of values) {
    if (isNullish(value)) return null
    const set = setOf(17047, 'All operands of $setIntersection must be arrays', value, collation)
    common = common ? new Map([...common].filter(([key]) => set.has(key))) : set
  }
  return [...(common?.values() ?? [])]
})

const setDifference = binary('$setDifference', (left, right, { collation }) => {
  if (isNullish(left) || isNullish(right)) return null
  if (!Array.isArray(left)) {
    const message = `both operands of $setDifference must be arrays. First argument is of type: ${typeName(left)}`
    throw new MongoServerFailure(17048, message)
  }
  if (!Array.isArray(right)) {
    const message = `both operands of $setDifference must be arrays. Second argument is of type: ${typeName(right)}`
    throw new MongoServerFailure(17049, message)
  }
  const removed = distinct(right, collation)
  return [...distinct(left, collation)].filter(([key]) => !removed.has(key)).map(([, value]) => value)
})

const setEquals = variadic('$setEquals', [2, Number.POSITIVE_INFINITY], (values, { collation }) => {
  const [first, ...others] = values.map((value) =>
    setOf(17044, 'All operands of $setEquals must be arrays', value, collation),
  )
  return others.every((other) => other.size === first?.size && [...other.keys()].every((key) => first.has(key)))
})

const setIsSubset = binary('$setIsSubset', (left, right, { collation }) => {
  if (!Array.isArray(left)) {
    const message = `both operands of $setIsSubset must be arrays. First argument is of type: ${typeName(left)}`
    throw new MongoServerFailure(17046, message)
  }
  if (!Array.isArray(right)) {
    const message = `both operands of $setIsSubset must be arrays. Second argument is of type: ${typeName(right)}`
    throw new MongoServerFailure(17042, message)
  }
  const all = distinct(right, collation)
  return left.every((item) => all.has(valueKey(item, collation)))
})

const allElementsTrue = unary('$allElementsTrue', (value) => {
  if (Array.isArray(value)) return value.every(isTruthy)
  throw new MongoServerFailure(17040, `$allElementsTrue's argument must be an array, but is ${typeName(value)}`)
})

const anyElementTrue = unary('$anyElementTrue', (value) => {
  if (Array.isArray(value)) return value.some(isTruthy)
  throw new MongoServerFailure(17041, `$anyElementTrue's argument must be an array, but is ${typeName(value)}`)
})

export const setOperators: readonly Operator[] = [
  setUnion,
  setIntersection,
  setDifference,
  setEquals,
  setIsSubset,
  allElementsTrue,
  anyElementTrue,
]
