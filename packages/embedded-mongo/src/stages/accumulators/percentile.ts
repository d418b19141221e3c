import { MongoServerFailure } from '../../errors.ts'
import { checkMethod, createMedian, createPercentile, parseRanks } from '../../expressions/accumulators/percentile.ts'
import type { Value } from '../../values/types.ts'
import type { AccumulatorContext, AccumulatorDefinition } from './definition.ts'

function parameters(name: string, argument: Value, known: readonly string[]): Map<string, Value> {
  if (!(argument instanceof Map)) {
    throw new MongoServerFailure(7436100, `specification must be an object; found ${name}`)
  }
  for (const field of argument.keys()) {
    if (known.includes(field)) continue
    throw new MongoServerFailure(40415, `BSON field '${name}.${field}' is an unknown field.`)
  }
  for (const field of known) {
    if (argument.has(field)) continue
    throw new MongoServerFailure(40414, `BSON field '${name}.${field}' is missing but a required field`)
  }
  return argument
}

function inputOf(fields: Map<string, Value>, context: AccumulatorContext) {
  const input = context.expression(fields.get('input') ?? null)
  return (doc: Map<string, Value>) => input(doc, context.scope)
}

const percentile: AccumulatorDefinition = {
  name: '$percentile',
  compile(argument, context) {
    const fields = parameters('$percentile', argument, ['input', 'p', 'method'])
    checkMethod(fields.get('method'))
    const ranks = parseRanks(context.expression(fields.get('p') ?? null)(new Map(), context.scope))
    return { input: inputOf(fields, context), create: () => createPercentile(ranks), holdsInputs: true }
  },
}

const median: AccumulatorDefinition = {
  name: '$median',
  compile(argument, context) {
    const fields = parameters('$median', argument, ['input', 'method'])
    checkMethod(fields.get('method'))
    return { input: inputOf(fields, context), create: createMedian, holdsInputs: true }
  },
}

export const percentileAccumulators: readonly AccumulatorDefinition[] = [percentile, median]
