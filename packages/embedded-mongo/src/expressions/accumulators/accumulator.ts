import type { Missing, Value } from '../../values/types.ts'

/** Takes values one by one and answers one at the end. */
export interface Accumulator {
  add(value: Value | Missing): void
  result(): Value | Missing
}
