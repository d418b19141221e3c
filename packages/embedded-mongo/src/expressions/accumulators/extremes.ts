import { compareValues, isNullish } from '../../values/index.ts'
import type { Collation, Missing, Value } from '../../values/types.ts'
import type { Accumulator } from './accumulator.ts'

/** The least (direction 1) or greatest (-1) value in MongoDB's order; null and missing do not count. */
export function createExtreme(direction: 1 | -1, collation: Collation | null): Accumulator {
  let best: Value | Missing
  return {
    add(value) {
      if (isNullish(value)) return
      if (best === undefined || compareValues(value, best, collation) * direction < 0) best = value
    },
    result: () => best ?? null,
  }
}

/** The `n` least or greatest values, best first; null and missing do not count. */
export function createExtremes(direction: 1 | -1, n: number, collation: Collation | null): Accumulator {
  let best: Value[] = []
  const trim = () => {
    best = best.sort((a, b) => compareValues(a, b, collation) * direction).slice(0, n)
  }
  return {
    add(value) {
      if (value === undefined || isNullish(value)) return
      best.push(value)
      if (best.length >= Math.max(2 * n, 64)) trim()
    },
    result() {
      trim()
      return best
    },
  }
}
