import type { IndexDefinition } from '../store/catalog.ts'
import { indexPrefix, type Key } from '../store/keyspace.ts'
import { EVERYTHING, type Interval, intersect, invert } from './interval.ts'
import type { Predicate } from './predicate.ts'

/** A stretch of index entries in [low, high). */
export interface Range {
  low: Key
  high: Key
  /** Length of the part in which all of the range's keys are alike. */
  fixed: number
  /** `low` is the whole key of a single value of every part. */
  isExact: boolean
}

export interface IndexRanges {
  /** Ascending and disjoint. */
  ranges: Range[]
  /** How many leading parts are bound to points, and to exactly one point. */
  points: number
  singlePoints: number
  /** The part after the points is bounded too. */
  hasInterval: boolean
}

/** More combinations of points than this are left to the filter. */
const MAX_RANGES = 1000

/** The ranges of `index` that hold every document meeting `predicates`. */
export function indexRanges(index: IndexDefinition, predicates: readonly Predicate[]): IndexRanges {
  const root = indexPrefix(index.id)
  let ranges: Range[] = [{ low: root, high: root, fixed: root.length, isExact: false }]
  const result = { points: 0, singlePoints: 0, hasInterval: false }
  const scopes = new Map<string, object | undefined>()
  for (const [path, direction] of index.pattern) {
    const ascending = partIntervals(index, path, predicates, scopes)
    const intervals = direction === 1 ? ascending : ascending.map(invert).reverse()
    if (ascending.some((interval) => !interval.isPoint) || intervals.length * ranges.length > MAX_RANGES) {
      result.hasInterval = ascending.length !== 1 || ascending[0] !== EVERYTHING
      ranges = ranges.flatMap((range) => intervals.map((interval) => extend(range, interval, range.fixed)))
      return { ...result, ranges }
    }
    ranges = ranges.flatMap((range) =>
      intervals.map((interval) => extend(range, interval, range.low.length + interval.low.length)),
    )
    if (result.singlePoints === result.points && intervals.length === 1) result.singlePoints += 1
    result.points += 1
  }
  return { ...result, ranges: ranges.map((range) => ({ ...range, isExact: true })) }
}

/** `range` holds one prefix so far; the interval goes after it. */
const extend = (range: Range, { low, high }: Interval, fixed: number): Range => ({
  low: range.low + low,
  high: high === '\xff' ? afterAll(range.low) : range.low + high,
  fixed,
  isExact: false,
})

const afterAll = (prefix: Key): Key => `${prefix}\xff`

/**
 * The bounds of one part. Where its path runs through arrays, several conditions may be met by different elements, so
 * only those of one $elemMatch (or a single one) may be combined, also with the parts before under the same array.
 */
function partIntervals(
  index: IndexDefinition,
  path: string,
  predicates: readonly Predicate[],
  scopes: Map<string, object | undefined>,
): readonly Interval[] {
  const usable = predicates.filter((predicate) => predicate.path === path && predicate.intervals)
  const arrays = [...index.multikey].filter((array) => path === array || path.startsWith(`${array}.`))
  if (usable.length === 0) return [EVERYTHING]
  if (arrays.length === 0) return combine(usable)
  const [best] = [...usable].sort((a, b) => rank(a) - rank(b))
  if (!best) return [EVERYTHING]
  for (const array of arrays) {
    if (scopes.has(array) && (best.scope === undefined || scopes.get(array) !== best.scope)) return [EVERYTHING]
  }
  for (const array of arrays) scopes.set(array, best.scope)
  return combine(best.scope && arrays.length === 1 ? usable.filter(({ scope }) => scope === best.scope) : [best])
}

const rank = ({ intervals }: Predicate): number =>
  intervals?.every(({ isPoint }) => isPoint) ? (intervals.length === 1 ? 0 : 1) : 2

function combine(predicates: readonly Predicate[]): readonly Interval[] {
  let intervals: readonly Interval[] = [EVERYTHING]
  for (const predicate of predicates) if (predicate.intervals) intervals = intersect(intervals, predicate.intervals)
  return intervals
}
