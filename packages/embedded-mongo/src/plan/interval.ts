import { afterPrefix, fromBytes, type Key } from '../store/keyspace.ts'
import { type Collation, encodeIndexKey, typeRank, UNDEFINED, type Value } from '../values/index.ts'

/** Encoded values of one index part, ascending, in [low, high). A point holds the keys of exactly one value. */
export interface Interval {
  low: Key
  high: Key
  isPoint: boolean
}

export const EVERYTHING: Interval = { low: '', high: '\xff', isPoint: false }

export function point(value: Value, collation: Collation | null): Interval {
  const low = fromBytes(encodeIndexKey([value], [1], collation))
  return { low, high: afterPrefix(low), isPoint: true }
}

/** Undefined and null; what is missing is indexed as null. */
export const NULLISH: readonly Interval[] = unite([point(UNDEFINED, null), point(null, null)])

/** All values of the type (or comparable types) of `value`. */
export function typeBracket(value: Value): Interval {
  const rank = typeRank(value)
  return { low: String.fromCharCode(rank), high: String.fromCharCode(rank + 1), isPoint: false }
}

/** Text that begins with `prefix`, under binary comparison. */
export function textPrefix(prefix: string): Interval {
  const low = fromBytes(encodeIndexKey([prefix], [1])).slice(0, -1)
  return { low, high: afterPrefix(low), isPoint: false }
}

const later = (a: Key, b: Key): Key => (a < b ? b : a)

export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const x of a)
    for (const y of b) {
      const low = later(x.low, y.low)
      const high = later(x.high, y.high) === x.high ? y.high : x.high
      if (low < high) result.push({ low, high, isPoint: x.isPoint || y.isPoint })
    }
  return result
}

/** Sorted, with overlapping and equal ones joined. */
export function unite(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const next of [...intervals].sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0))) {
    const last = result.at(-1)
    if (last && next.low < last.high) {
      if (next.low === last.low && next.high === last.high) continue
      result[result.length - 1] = {
        low: last.low,
        high: later(next.high, last.high),
        isPoint: false,
      }
    } else result.push(next)
  }
  return result
}

/** The same values in a descending part, whose bytes are inverted. */
export function invert({ low, high, isPoint }: Interval): Interval {
  if (isPoint) {
    const inverted = invertBytes(low)
    return { low: inverted, high: afterPrefix(inverted), isPoint }
  }
  return {
    low: high === '\xff' ? '' : afterPrefix(invertBytes(high)),
    high: low === '' ? '\xff' : afterPrefix(invertBytes(low)),
    isPoint,
  }
}

const invertBytes = (key: Key): Key => {
  let inverted = ''
  for (let i = 0; i < key.length; i++) inverted += String.fromCharCode(255 - key.charCodeAt(i))
  return inverted
}
