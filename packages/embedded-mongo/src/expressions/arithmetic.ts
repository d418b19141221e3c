import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import {
  add,
  divide,
  isNullish,
  isNumber,
  mod,
  multiply,
  type NumberValue,
  subtract,
  toDouble,
  typeName,
} from '../values/index.ts'
import type { Operator } from './expression.ts'
import { type Argument, binary, variadic } from './operator.ts'

const ANY_NUMBER = [0, Number.POSITIVE_INFINITY] as const
const ZERO = new Int32(0)

/** Adds numbers; one of the operands may be a date, which takes the others as milliseconds. */
const addOperator = variadic('$add', ANY_NUMBER, (values) => {
  let sum: NumberValue = ZERO
  let date = false
  for (const value of values) {
    if (isNullish(value)) return null
    if (value instanceof Date) {
      if (date) throw new MongoServerFailure(16612, 'only one date allowed in an $add expression')
      date = true
      sum = add(sum, BigInt(value.getTime()))
    } else if (isNumber(value)) {
      sum = add(sum, value)
    } else {
      const found = typeName(value)
      throw new MongoServerFailure('TypeMismatch', `$add only supports numeric or date types, not ${found}`)
    }
  }
  return date ? dateOf(sum) : sum
})

function dateOf(milliseconds: NumberValue): Date {
  const date = new Date(Math.round(toDouble(milliseconds)))
  if (Number.isNaN(date.getTime())) throw new MongoServerFailure('Overflow', 'date overflow')
  return date
}

const subtractOperator = binary('$subtract', (left, right) => {
  if (isNullish(left) || isNullish(right)) return null
  if (left instanceof Date) {
    if (right instanceof Date) return BigInt(left.getTime() - right.getTime())
    if (isNumber(right)) return dateOf(subtract(BigInt(left.getTime()), right))
  } else if (isNumber(left) && isNumber(right)) {
    return subtract(left, right)
  }
  const message = `can't $subtract ${typeName(right)} from ${typeName(left)}`
  throw new MongoServerFailure('TypeMismatch', message)
})

const multiplyOperator = variadic('$multiply', ANY_NUMBER, (values) => {
  let product: NumberValue = new Int32(1)
  for (const value of values) {
    if (isNullish(value)) return null
    if (!isNumber(value)) {
      const message = `$multiply only supports numeric types, not ${typeName(value)}`
      throw new MongoServerFailure('TypeMismatch', message)
    }
    product = multiply(product, value)
  }
  return product
})

const divideOperator = binary('$divide', (left, right) => {
  if (isNullish(left) || isNullish(right)) return null
  if (isNumber(left) && isNumber(right)) return divide(left, right)
  const found = `${typeName(left)} and ${typeName(right)}`
  throw new MongoServerFailure('TypeMismatch', `$divide only supports numeric types, not ${found}`)
})

const modOperator = binary('$mod', (left, right) => {
  if (isNullish(left) || isNullish(right)) return null
  if (isNumber(left) && isNumber(right)) return mod(left, right)
  const found = `${typeName(left)} and ${typeName(right)}`
  throw new MongoServerFailure(16611, `$mod only supports numeric types, not ${found}`)
})

/** One number in, or null; anything else is refused the way `$abs`, `$ceil` and their like do. */
export function numeric(name: string, value: Argument): NumberValue | null {
  if (isNullish(value)) return null
  if (isNumber(value)) return value
  throw new MongoServerFailure(28765, `${name} only supports numeric types, not ${typeName(value)}`)
}

export const arithmeticOperators: readonly Operator[] = [
  addOperator,
  subtractOperator,
  multiplyOperator,
  divideOperator,
  modOperator,
]
