import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Direction, IndexDefinition } from '../store/catalog.ts'
import { type Collation, type Doc, type Value, valuesEqual } from '../values/index.ts'
import { impliesFilter } from './implies.ts'
import { planById } from './plan-by-id.ts'
import { planText, type TextAccess } from './plan-text.ts'
import { collectPredicates, type Predicate } from './predicate.ts'
import { type IndexRanges, indexRanges, type Range } from './ranges.ts'

export type SortPattern = readonly (readonly [path: string, direction: Direction])[]

export interface IndexAccess {
  readonly kind: 'index'
  readonly index: IndexDefinition
  readonly ranges: readonly Range[]
  readonly reverse: boolean
  /** The ranges' entries are to be merged by what follows their fixed parts, to come out in the order of the sort. */
  readonly isMerged: boolean
}

export type Access =
  | { readonly kind: 'collection'; readonly reverse: boolean }
  | IndexAccess
  | { readonly kind: 'union'; readonly branches: readonly (IndexAccess | TextAccess)[] }
  | TextAccess

export interface Plan {
  readonly access: Access
  /** The access already gives the order asked for. */
  readonly isSorted: boolean
}

export interface PlanInput {
  readonly filter: Doc
  readonly sort?: SortPattern | undefined
  /** An index's name or pattern, or {$natural: ±1}. */
  readonly hint?: string | Doc | undefined
  readonly indexes: readonly IndexDefinition[]
  readonly collation?: Collation | null | undefined
}

/** How to reach the documents that meet a filter: an index, several for $or, or the whole collection. */
export function planQuery(input: PlanInput): Plan {
  const byId = planById(input)
  if (byId) return byId
  const collation = input.collation ?? null
  const sort = input.sort ?? []
  const predicates = collectPredicates(input.filter, collation)
  const text = planText(input, predicates, (conditions) => indexAccess(input, conditions, collation))
  if (text) return text
  if (input.hint instanceof Map && input.hint.has('$natural')) return natural(input.hint.get('$natural'), sort)
  const natureSort = sort.length === 1 && sort[0]?.[0] === '$natural' ? sort[0][1] : undefined
  if (natureSort) return { access: { kind: 'collection', reverse: natureSort === -1 }, isSorted: true }
  if (input.hint !== undefined) return hinted(input.hint, input.indexes, predicates, sort, collation)
  const best = bestIndex(input.indexes, predicates, sort, collation)
  if (best && best.score >= POINT) return best.plan
  const union = planUnion(input, collation)
  if (union) return union
  return best?.plan ?? { access: { kind: 'collection', reverse: false }, isSorted: sort.length === 0 }
}

const POINT = 10
const SEVERAL_POINTS = 8
const INTERVAL = 5
const SORTED = 6
const UNIQUE_POINT = 1000
/** More points than these are neither merged nor thought to be few documents. */
const MOST_POINTS = 200

interface Candidate {
  plan: Plan
  score: number
}

function bestIndex(
  indexes: readonly IndexDefinition[],
  predicates: readonly Predicate[],
  sort: SortPattern,
  collation: Collation | null,
): Candidate | undefined {
  let best: Candidate | undefined
  for (const index of indexes) {
    if (index.hidden || index.isBuilding || index.text || !isUsable(index, predicates, collation)) continue
    const candidate = planIndex(index, predicates, sort)
    if (candidate.score > 0 && candidate.score > (best?.score ?? 0)) best = candidate
  }
  return best
}

function indexAccess(
  { indexes }: PlanInput,
  predicates: readonly Predicate[],
  collation: Collation | null,
): IndexAccess | undefined {
  const access = bestIndex(indexes, predicates, [], collation)?.plan.access
  return access?.kind === 'index' ? access : undefined
}

/** Sparse and partial indexes leave documents out; one of another collation orders and equates text differently. */
function isUsable(index: IndexDefinition, predicates: readonly Predicate[], collation: Collation | null): boolean {
  if (!sameCollation(index.collation, collation)) return false
  if (index.partialFilter && !impliesFilter(predicates, index.partialFilter, collation)) return false
  return (
    !index.sparse ||
    predicates.some(({ path, impliesExists }) => impliesExists && index.pattern.some(([part]) => part === path))
  )
}

const sameCollation = (a: Collation | null, b: Collation | null): boolean =>
  a === b || (a !== null && b !== null && a.locale === b.locale && a.strength === b.strength)

function planIndex(index: IndexDefinition, predicates: readonly Predicate[], sort: SortPattern): Candidate {
  const bounds = indexRanges(index, predicates)
  const order = sort.length === 0 ? 'forward' : sortedBy(index, bounds, sort)
  const isMerged = order !== undefined && sort.length > 0 && bounds.points > bounds.singlePoints
  const isSorted = order !== undefined && (!isMerged || bounds.ranges.length <= MOST_POINTS)
  const access: IndexAccess = {
    kind: 'index',
    index,
    ranges: bounds.ranges,
    reverse: order === 'backward',
    isMerged: isMerged && isSorted,
  }
  const severalPoints = bounds.points - bounds.singlePoints
  let score = bounds.singlePoints * POINT + severalPoints * SEVERAL_POINTS + (bounds.hasInterval ? INTERVAL : 0)
  if (sort.length > 0 && isSorted) score += SORTED
  // One document a point at most, which no other index can promise.
  const isWhole = bounds.points === index.pattern.length
  if (index.unique && isWhole && bounds.ranges.length <= MOST_POINTS) score += UNIQUE_POINT
  return { plan: { access, isSorted }, score }
}

/** Whether the index gives the order of `sort` once its points are bound, and in which direction. */
function sortedBy(index: IndexDefinition, bounds: IndexRanges, sort: SortPattern): 'forward' | 'backward' | undefined {
  const bound = new Set(index.pattern.slice(0, bounds.singlePoints).map(([path]) => path))
  const isArray = (path: string) => [...index.multikey].some((array) => path === array || path.startsWith(`${array}.`))
  if (index.multikey.size > 0 && sort.some(([path]) => isArray(path))) return undefined
  const wanted = sort.filter(([path]) => !bound.has(path))
  return wanted.length === 0 ? 'forward' : matchOrder(index.pattern.slice(bounds.points), wanted)
}

function matchOrder(pattern: IndexDefinition['pattern'], sort: SortPattern): 'forward' | 'backward' | undefined {
  let direction = 0
  for (const [i, [path, wanted]] of sort.entries()) {
    const part = pattern[i]
    if (part?.[0] !== path) return undefined
    if (direction === 0) direction = part[1] * wanted
    else if (direction !== part[1] * wanted) return undefined
  }
  return direction === 1 ? 'forward' : 'backward'
}

/** $or by one index per branch; each branch also holds the conditions beside the $or. */
function planUnion(input: PlanInput, collation: Collation | null): Plan | undefined {
  const or = input.filter.get('$or')
  if (!Array.isArray(or)) return undefined
  const rest = new Map(input.filter)
  rest.delete('$or')
  const branches: IndexAccess[] = []
  for (const branch of or) {
    if (!(branch instanceof Map)) return undefined
    const predicates = [...collectPredicates(rest, collation), ...collectPredicates(branch, collation)]
    const access = indexAccess(input, predicates, collation)
    if (!access) return undefined
    branches.push(access)
  }
  return { access: { kind: 'union', branches }, isSorted: (input.sort ?? []).length === 0 }
}

function hinted(
  hint: string | Doc,
  indexes: readonly IndexDefinition[],
  predicates: readonly Predicate[],
  sort: SortPattern,
  collation: Collation | null,
): Plan {
  const index = indexes.find((candidate) => !candidate.isBuilding && isHinted(candidate, hint))
  const isAllowed =
    index &&
    !index.text &&
    (!index.partialFilter || impliesFilter(predicates, index.partialFilter, collation)) &&
    !index.hidden
  if (!index || !isAllowed)
    throw new MongoServerFailure(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    )
  if (!sameCollation(index.collation, collation))
    return { ...planIndex(index, [], []).plan, isSorted: sort.length === 0 }
  return planIndex(index, predicates, sort).plan
}

export const isHinted = (index: IndexDefinition, hint: string | Doc): boolean =>
  typeof hint === 'string' ? index.name === hint : samePattern(index.spec.get('key'), hint)

/** The same paths and directions in the same order. */
export function samePattern(a: Value | undefined, b: Doc): boolean {
  if (!(a instanceof Map) || a.size !== b.size) return false
  const others = [...b]
  return [...a].every(([path, direction], i) => {
    const other = others[i]
    return other !== undefined && other[0] === path && valuesEqual(direction, other[1])
  })
}

function natural(direction: Value | undefined, sort: SortPattern): Plan {
  const isBackward = direction instanceof Int32 ? direction.value < 0 : Number(direction) < 0
  return { access: { kind: 'collection', reverse: isBackward }, isSorted: sort.length === 0 }
}
