import { MongoServerFailure } from '../errors.ts'
import { compareValues, keyRows } from '../values/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/types.ts'
import type { SortPart } from './sort-pattern.ts'
import { withTextScore } from './text-score.ts'

export type SortKey = readonly Value[]

export function compareSortKeys(
  a: SortKey,
  b: SortKey,
  parts: readonly SortPart[],
  collation: Collation | null,
): number {
  for (let index = 0; index < parts.length; index++) {
    const order = compareValues(a[index], b[index], collation)
    if (order !== 0) return parts[index]?.direction === -1 ? -order : order
  }
  return 0
}

/**
 * The key a document sorts by. A missing field sorts as null. Where an array is on a path and no number that is a place in it
 * follows, each element makes a key, as in a multikey index, and the first in sort order counts; an empty array sorts before null.
 */
export function sortKeyOf(sorted: Doc, parts: readonly SortPart[], collation: Collation | null): SortKey {
  const doc = parts.some((part) => part.isTextScore) ? withTextScore(sorted) : sorted
  const key: Value[] = []
  for (const part of parts) {
    const value = withoutArrays(doc, part.names)
    if (value === FOUND_ARRAY) return arraySortKey(doc, parts, collation)
    key.push(value ?? null)
  }
  return key
}

const FOUND_ARRAY = Symbol('an array is on the path')

function withoutArrays(doc: Doc, names: readonly string[]): Value | Missing | typeof FOUND_ARRAY {
  let current: Value | Missing = doc
  for (const name of names) {
    if (!(current instanceof Map)) return undefined
    current = current.get(name)
    if (Array.isArray(current)) return FOUND_ARRAY
  }
  return current
}

function arraySortKey(doc: Doc, parts: readonly SortPart[], collation: Collation | null): SortKey {
  const { rows } = keyRows(
    doc,
    parts.map(({ names }) => names),
    () => new MongoServerFailure('BadValue', 'cannot sort with keys that are parallel arrays'),
  )
  let first: SortKey | undefined
  for (const row of rows) {
    const key = row.map((value) => value ?? null)
    if (!first || compareSortKeys(key, first, parts, collation) < 0) first = key
  }
  return first ?? parts.map(() => null)
}
