import { Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { isNullish, typeName } from '../values/index.ts'
import type { Operator } from './expression.ts'
import { unary } from './operator.ts'

/** One half of a timestamp, as a long. */
function part(name: string, code: number, read: (timestamp: Timestamp) => number): Operator {
  return unary(name, (value) => {
    if (isNullish(value)) return null
    if (value instanceof Timestamp) return BigInt(read(value))
    throw new MongoServerFailure(code, ` Argument to ${name} must be a timestamp, but is ${typeName(value)}`)
  })
}

export const timestampOperators: readonly Operator[] = [
  part('$tsSecond', 5687301, ({ t }) => t),
  part('$tsIncrement', 5687302, ({ i }) => i),
]
