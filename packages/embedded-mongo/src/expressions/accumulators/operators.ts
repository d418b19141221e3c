import type { Collation } from '../../values/types.ts'
import type { Operator } from '../expression.ts'
import { type Argument, namedOperands, operandsOf } from '../operator.ts'
import type { Accumulator } from './accumulator.ts'
import { createDeviation } from './deviation.ts'
import { createExtreme } from './extremes.ts'
import { checkMethod, createMedian, createPercentile, parseRanks } from './percentile.ts'
import { createAverage, createSum } from './sum.ts'

/** An accumulator as an expression: over its operands, or over the elements of the only one where that is an array. */
function overOperands(name: string, create: (collation: Collation | null) => Accumulator): Operator {
  return {
    name,
    compile(argument, context) {
      const operands = operandsOf(argument).map((operand) => context.compile(operand))
      return (doc, scope) => {
        const accumulator = create(context.collation)
        const values = operands.map((operand) => operand(doc, scope))
        const [only] = values
        for (const value of values.length === 1 && Array.isArray(only) ? only : values) accumulator.add(value)
        return accumulator.result()
      }
    },
  }
}

/** `$percentile` and `$median` as expressions: over one number or an array of them. */
function overInput(name: string, required: readonly string[]): Operator {
  return {
    name,
    compile(argument, context) {
      const fields = namedOperands(name, argument, {
        required,
        codes: { notObject: 7436200, unknown: 40415, missing: 40414 },
      })
      checkMethod(fields.get('method'))
      const input = context.compile(fields.get('input') ?? null)
      const ranks = fields.has('p') ? parseRanks(fields.get('p')) : undefined
      return (doc, scope) => {
        const accumulator = ranks ? createPercentile(ranks) : createMedian()
        const value = input(doc, scope)
        const items: readonly Argument[] = Array.isArray(value) ? value : [value]
        for (const item of items) accumulator.add(item)
        return accumulator.result()
      }
    },
  }
}

export const accumulatorOperators: readonly Operator[] = [
  overOperands('$sum', createSum),
  overOperands('$avg', createAverage),
  overOperands('$min', (collation) => createExtreme(1, collation)),
  overOperands('$max', (collation) => createExtreme(-1, collation)),
  overOperands('$stdDevPop', () => createDeviation('population')),
  overOperands('$stdDevSamp', () => createDeviation('sample')),
  overInput('$percentile', ['input', 'p', 'method']),
  overInput('$median', ['input', 'method']),
]
