import { MongoServerFailure } from '../../errors.ts'
import { isNumber, toDouble } from '../../values/index.ts'
import type { Missing, Value } from '../../values/types.ts'
import type { Accumulator } from './accumulator.ts'

/** Gathers numbers and answers the values at the given ranks (0 to 1) as doubles; null for each of no numbers. */
export function createPercentile(ranks: readonly number[]): Accumulator {
  const numbers: number[] = []
  return {
    add(value) {
      if (isNumber(value)) numbers.push(toDouble(value))
    },
    result: () => percentiles(numbers, ranks),
  }
}

export function createMedian(): Accumulator {
  const percentile = createPercentile([0.5])
  return {
    add: (value) => percentile.add(value),
    result() {
      const result = percentile.result()
      return Array.isArray(result) ? result[0] : null
    },
  }
}

/** The discrete percentile MongoDB computes while its digest is exact: the value at rank ceil(p·n). */
function percentiles(numbers: readonly number[], ranks: readonly number[]): Value[] {
  const sorted = Float64Array.from(numbers.filter((number) => !Number.isNaN(number))).sort()
  return ranks.map((rank) => sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)] ?? null)
}

/** Checks the `p` and `method` parameters of `$percentile` and `$median`. */
export function parseRanks(p: Value | Missing): number[] {
  if (!Array.isArray(p) || p.length === 0 || !p.every((rank) => isNumber(rank))) {
    const message = "The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: "
    throw new MongoServerFailure(7750301, message + JSON.stringify(p ?? null))
  }
  return p.map((rank) => {
    const number = isNumber(rank) ? toDouble(rank) : Number.NaN
    if (number >= 0 && number <= 1) return number
    const message = "The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: "
    throw new MongoServerFailure(7750303, message + String(number))
  })
}

export function checkMethod(method: Value | Missing): void {
  if (method === 'approximate') return
  const message = "Currently only approximate can be used as percentile 'method'."
  throw new MongoServerFailure('BadValue', message)
}
