import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { isNullish, typeName } from '../values/index.ts'
import type { Operator } from './expression.ts'
import { type Argument, unary, variadic } from './operator.ts'

function integerOf(name: string, value: Argument): Int32 | bigint {
  if (typeof value === 'bigint' || value instanceof Int32) return value
  const message = `${name} only supports int and long operands, not ${typeName(value)}`
  throw new MongoServerFailure('TypeMismatch', message)
}

/** Combines ints and longs bit by bit: a long as soon as one operand is long. */
function bitwise(name: string, start: number, apply: (a: bigint, b: bigint) => bigint): Operator {
  return variadic(name, [0, Number.POSITIVE_INFINITY], (values) => {
    let bits = BigInt(start)
    let isLong = false
    let isNull = false
    for (const value of values) {
      if (isNullish(value)) {
        isNull = true
        continue
      }
      const integer = integerOf(name, value)
      isLong ||= typeof integer === 'bigint'
      bits = apply(bits, typeof integer === 'bigint' ? integer : BigInt(integer.value))
    }
    if (isNull) return null
    return isLong ? bits : new Int32(Number(bits))
  })
}

const bitNot = unary('$bitNot', (value) => {
  if (isNullish(value)) return null
  const integer = integerOf('$bitNot', value)
  return typeof integer === 'bigint' ? ~integer : new Int32(~integer.value)
})

export const bitOperators: readonly Operator[] = [
  bitwise('$bitAnd', -1, (a, b) => a & b),
  bitwise('$bitOr', 0, (a, b) => a | b),
  bitwise('$bitXor', 0, (a, b) => a ^ b),
  bitNot,
]
