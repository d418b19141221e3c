import { Decimal128, Int32 } from 'bson'
import {
  add,
  addDecimals,
  divide,
  exactDecimal,
  integerValue,
  type NumberValue,
  packDecimal,
  toDouble,
  unpackDecimal,
} from '../../values/index.ts'
import type { Missing, Value } from '../../values/types.ts'
import type { Accumulator } from './accumulator.ts'

/** A running total that keeps integers exact and doubles compensated, and the type MongoDB's `$sum` answers in. */
export interface Total {
  /** Adds a number; anything else is not counted. */
  add(value: Value | Missing): void
  readonly count: number
  value(): NumberValue
}

export function createTotal(): Total {
  let count = 0
  let small = 0
  let integers = 0n
  let sawLong = false
  let decimals: NumberValue | undefined
  const doubles = createDoubleTotal()
  return {
    get count() {
      return count
    },
    add(value) {
      if (value instanceof Int32) {
        const next = small + value.value
        if (!Number.isSafeInteger(next)) {
          integers += BigInt(small)
          small = value.value
        } else small = next
      } else if (typeof value === 'number') doubles.add(value)
      else if (typeof value === 'bigint') {
        integers += value
        sawLong = true
      } else if (value instanceof Decimal128) decimals = decimals === undefined ? value : add(decimals, value)
      else return
      count++
    },
    value() {
      const exact = integers + BigInt(small)
      if (decimals instanceof Decimal128) {
        return addToDecimal(add(decimals, Decimal128.fromString(String(exact))), doubles)
      }
      if (doubles.count() > 0) return doubles.totalWith(Number(exact))
      const integer = integerValue(exact)
      if (integer === undefined) return Number(exact)
      return sawLong ? exact : integer
    },
  }
}

interface DoubleTotal {
  count(): number
  add(value: number): void
  totalWith(more: number): number
}

/** Neumaier's compensated sum. */
function createDoubleTotal(): DoubleTotal {
  let count = 0
  let sum = 0
  let compensation = 0
  const lost = (next: number, value: number) =>
    Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
  return {
    count: () => count,
    add(value) {
      const next = sum + value
      compensation += lost(next, value)
      sum = next
      count++
    },
    totalWith(more) {
      const next = sum + more
      return Number.isFinite(next) ? next + (compensation + lost(next, more)) : next
    },
  }
}

function addToDecimal(decimal: NumberValue, doubles: DoubleTotal): NumberValue {
  if (doubles.count() === 0 || !(decimal instanceof Decimal128)) return decimal
  const double = doubles.totalWith(0)
  if (!Number.isFinite(double)) return add(decimal, double)
  return packDecimal(addDecimals(unpackDecimal(decimal), exactDecimal(double)))
}

export function createSum(): Accumulator {
  const total = createTotal()
  return { add: (value) => total.add(value), result: () => total.value() }
}

/** The mean as a double, or as a decimal where one was among the numbers; null of no numbers. */
export function createAverage(): Accumulator {
  const total = createTotal()
  return {
    add: (value) => total.add(value),
    result() {
      if (total.count === 0) return null
      const sum = total.value()
      return divide(sum instanceof Decimal128 ? sum : toDouble(sum), new Int32(total.count))
    },
  }
}
