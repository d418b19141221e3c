import { MongoServerFailure } from '../../errors.ts'
import type { Accumulator } from '../../expressions/accumulators/accumulator.ts'
import { isNumber, toDouble } from '../../values/index.ts'
import type { AccumulatorDefinition } from '../accumulators/definition.ts'

/** How two numbers of each document vary together: `[x, y]`; documents without both count for nothing. */
function covariance(name: string, kind: 'population' | 'sample'): AccumulatorDefinition {
  return {
    name,
    compile(argument, { expression, scope }) {
      if (!Array.isArray(argument) || argument.length !== 2)
        throw new MongoServerFailure('FailedToParse', `${name} takes exactly two arguments`)
      const [x, y] = argument.map((each) => expression(each))
      return {
        input: (doc) => [x?.(doc, scope) ?? null, y?.(doc, scope) ?? null],
        create: () => createCovariance(kind),
      }
    },
  }
}

/** Welford's method. */
function createCovariance(kind: 'population' | 'sample'): Accumulator {
  let [count, meanX, meanY, products] = [0, 0, 0, 0]
  return {
    add(pair) {
      const [first, second] = Array.isArray(pair) ? pair : []
      if (first === undefined || second === undefined || !isNumber(first) || !isNumber(second)) return
      const [x, y] = [toDouble(first), toDouble(second)]
      count += 1
      const delta = x - meanX
      meanX += delta / count
      meanY += (y - meanY) / count
      products += delta * (y - meanY)
    },
    result() {
      const divisor = kind === 'population' ? count : count - 1
      return divisor < 1 ? null : products / divisor
    },
  }
}

/** Accumulators that stand in windows only. */
export const covarianceFunctions: readonly AccumulatorDefinition[] = [
  covariance('$covariancePop', 'population'),
  covariance('$covarianceSamp', 'sample'),
]
