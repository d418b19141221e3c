import { MongoServerFailure } from '../errors.ts'
import { compareValues, isPosition } from '../values/index.ts'
import { type Collation, type Doc, type Missing, UNDEFINED, type Value } from '../values/types.ts'
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
  let first: SortKey | undefined
  const start = parts.map((part): Part => ({ value: doc, names: part.names }))
  for (const key of expand(start)) {
    if (!first || compareSortKeys(key, first, parts, collation) < 0) first = key
  }
  return first ?? parts.map(() => null)
}

/** How far one part of a key has been followed: the value reached and the names still to go. */
interface Part {
  value: Value | Missing
  names: readonly string[]
}

/** All keys of a document. Parts that meet the same array go through its elements together; two arrays at once are refused. */
function* expand(parts: readonly Part[]): Generator<SortKey> {
  const reached = parts.map(advance)
  const arrays = new Set(reached.map((part) => part.value).filter((value) => Array.isArray(value)))
  if (arrays.size > 1) throw new MongoServerFailure('BadValue', 'cannot sort with keys that are parallel arrays')
  const [array] = arrays
  if (!array) {
    yield reached.map((part) => part.value ?? null)
    return
  }
  const elements: readonly Value[] = array.length > 0 ? array : [UNDEFINED]
  for (const element of elements) {
    const inside = reached.map((part) => (part.value === array ? step(part, element) : part))
    // An array directly inside an array is a value of its own and not gone through again.
    if (Array.isArray(element)) yield inside.map(settle)
    else yield* expand(inside)
  }
}

function step(part: Part, element: Value): Part {
  const [name, ...rest] = part.names
  if (name === undefined) return { value: element, names: [] }
  return element instanceof Map ? { value: element.get(name), names: rest } : { value: undefined, names: [] }
}

function settle(part: Part): Value {
  return part.names.length === 0 ? (part.value ?? null) : null
}

function advance(part: Part): Part {
  let { value } = part
  for (let index = 0; index < part.names.length; index++) {
    const name = part.names[index] ?? ''
    if (!Array.isArray(value)) value = value instanceof Map ? value.get(name) : undefined
    else if (isPosition(name)) value = value[Number(name)]
    else return { value, names: part.names.slice(index) }
  }
  return { value, names: [] }
}
