import { Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import type { Accumulator } from '../../expressions/accumulators/accumulator.ts'
import { createDeviation } from '../../expressions/accumulators/deviation.ts'
import { createExtreme } from '../../expressions/accumulators/extremes.ts'
import { createAverage, createSum } from '../../expressions/accumulators/sum.ts'
import type { Collation, Value } from '../../values/types.ts'
import type { AccumulatorContext, AccumulatorDefinition, CompiledAccumulator } from './definition.ts'

type Input = CompiledAccumulator['input']

/** What an accumulator of one expression reads; more than one in an array is refused. */
export function inputOf(name: string, argument: Value, context: AccumulatorContext): Input {
  if (Array.isArray(argument) && argument.length !== 1) {
    throw new MongoServerFailure(40237, `The ${name} accumulator is a unary operator`)
  }
  const only = Array.isArray(argument) ? (argument[0] ?? null) : argument
  const expression = context.expression(only)
  return (doc) => expression(doc, context.scope)
}

function simple(name: string, create: (collation: Collation | null) => Accumulator): AccumulatorDefinition {
  return {
    name,
    compile: (argument, context) => ({
      input: inputOf(name, argument, context),
      create: () => create(context.collation),
    }),
  }
}

/** `$sum: 1` is the usual way to count and needs no expression. */
const sum: AccumulatorDefinition = {
  name: '$sum',
  compile: (argument, context) => ({
    input: argument instanceof Int32 ? () => argument : inputOf('$sum', argument, context),
    create: createSum,
  }),
}

const count: AccumulatorDefinition = {
  name: '$count',
  compile(argument) {
    if (!(argument instanceof Map) || argument.size > 0) {
      throw new MongoServerFailure('TypeMismatch', '$count takes no arguments, i.e. $count:{}')
    }
    const one = new Int32(1)
    return { input: () => one, create: createSum }
  },
}

export const simpleAccumulators: readonly AccumulatorDefinition[] = [
  sum,
  count,
  simple('$avg', createAverage),
  simple('$min', (collation) => createExtreme(1, collation)),
  simple('$max', (collation) => createExtreme(-1, collation)),
  simple('$stdDevPop', () => createDeviation('population')),
  simple('$stdDevSamp', () => createDeviation('sample')),
]
