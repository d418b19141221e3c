import { isNumber, toDouble } from '../../values/index.ts'
import type { Accumulator } from './accumulator.ts'

/** The standard deviation of a population, or of a sample; null of too few numbers. Welford's method. */
export function createDeviation(kind: 'population' | 'sample'): Accumulator {
  let count = 0
  let mean = 0
  let squares = 0
  return {
    add(value) {
      if (!isNumber(value)) return
      const number = toDouble(value)
      count++
      const delta = number - mean
      mean += delta / count
      squares += delta * (number - mean)
    },
    result() {
      const divisor = kind === 'population' ? count : count - 1
      return divisor < 1 ? null : Math.sqrt(squares / divisor)
    },
  }
}
