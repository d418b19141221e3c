import { MongoServerFailure } from '../errors.ts'
import { compileFilter, type Filter } from '../match/index.ts'
import type { IndexDefinition } from '../store/catalog.ts'
import { indexPrefix, type Key } from '../store/keyspace.ts'
import { SUMMARY_TERM, termKey, textPrefix } from '../store/text-keys.ts'
import {
  compileTextQuery,
  parseTextArgument,
  type TextIndex,
  type TextQuery,
  textIndexRequired,
} from '../text/index.ts'
import type { Collation, Doc, Value } from '../values/index.ts'
import { impliesFilter } from './implies.ts'
import { TEXT_SCORE } from './parse-sort.ts'
import type { IndexAccess, Plan, PlanInput } from './plan-query.ts'
import { collectPredicates, type Predicate } from './predicate.ts'

/** Postings of a text index: per term one stretch of entries, the highest scores first. Gives documents by falling score. */
export interface TextAccess {
  readonly kind: 'text'
  readonly index: IndexDefinition
  readonly text: TextIndex
  readonly query: TextQuery
  /** What the entries of each term begin with. */
  readonly terms: readonly Key[]
  /** What the summaries begin with. */
  readonly summaries: Key
  /** The conditions on paths behind the text, which the entries answer. */
  readonly covered: Filter | undefined
  /** The values given for the paths before the text. */
  readonly prefix: Doc
}

/** The plan of a filter with `$text`; undefined where there is none. `findIndex`: the best ordinary index for some conditions. */
export function planText(
  input: PlanInput,
  predicates: readonly Predicate[],
  findIndex: (predicates: readonly Predicate[]) => IndexAccess | undefined,
): Plan | undefined {
  const place = findText(input.filter)
  if (!place) return undefined
  const { hint, sort = [] } = input
  if (hint !== undefined) throw new MongoServerFailure('BadValue', 'text and hint not allowed in same query')
  if (sort.some(([path]) => path === '$natural'))
    throw new MongoServerFailure('BadValue', 'text expression not allowed with $natural sort order')
  if (place instanceof Map) {
    const [first, ...others] = sort
    const isSorted = first === undefined || (first[0] === TEXT_SCORE && others.length === 0)
    return { access: textAccess(input, place, predicates), isSorted }
  }
  const branches = place.map((branch) => {
    const conditions = [...predicates, ...collectPredicates(branch, input.collation ?? null)]
    const argument = findText(branch)
    const access = argument instanceof Map ? textAccess(input, argument, conditions) : findIndex(conditions)
    if (!access || Array.isArray(argument)) throw unusable()
    return access
  })
  // Documents of several branches are given by the first: it is the search that knows a score.
  branches.sort((a, b) => Number(b.kind === 'text') - Number(a.kind === 'text'))
  return { access: { kind: 'union', branches }, isSorted: sort.length === 0 }
}

function textAccess(
  { filter, indexes, collation = null }: PlanInput,
  argument: Doc,
  predicates: readonly Predicate[],
): TextAccess {
  const index = indexes.find((candidate) => candidate.text && !candidate.isBuilding && !candidate.hidden)
  if (!index?.text) throw textIndexRequired()
  if (index.partialFilter && !impliesFilter(predicates, index.partialFilter, collation)) throw unusable()
  const prefix = new Map(index.text.prefix.map((path) => [path, prefixValue(path, predicates, collation)] as const))
  const query = compileTextQuery(parseTextArgument(argument), index.text.defaultLanguage)
  const start = indexPrefix(index.id) + textPrefix([...prefix.values()])
  const terms = [...query.terms].map((term) => start + termKey(term))
  const conditions = coveredConditions(filter, index.text.suffix)
  const covered = conditions.length > 0 ? compileFilter(new Map([['$and', conditions]]), { collation }) : undefined
  return { kind: 'text', index, text: index.text, query, terms, summaries: start + SUMMARY_TERM, covered, prefix }
}

/** The conditions every document must meet that are about these paths alone. */
function coveredConditions(filter: Doc, paths: readonly string[]): Doc[] {
  return [...filter].flatMap(([name, condition]) => {
    if (name === '$and' && Array.isArray(condition))
      return condition.flatMap((part) => (part instanceof Map ? coveredConditions(part, paths) : []))
    return paths.includes(name) ? [new Map([[name, condition]])] : []
  })
}

/** The argument of a filter's `$text`, which may stand in it or in its `$and`; or the branches of the `$or` it stands in. */
function findText(filter: Doc): Doc | readonly Doc[] | undefined {
  let found: Doc | readonly Doc[] | undefined
  for (const [name, value] of filter) {
    if (name === '$text' && value instanceof Map) found = value
    if (name !== '$and' && name !== '$or' && name !== '$nor') continue
    const parts = (Array.isArray(value) ? value : []).filter((part) => part instanceof Map)
    const inner = parts.map(findText).find((place) => place !== undefined)
    if (inner && name === '$nor') throw new MongoServerFailure('BadValue', 'text expression not allowed in nor')
    if (inner) found = name === '$or' ? parts.flatMap(branchesOf) : inner
  }
  return found
}

/** An `$or` that is all there is of a branch counts as several. */
function branchesOf(branch: Doc): readonly Doc[] {
  const or = branch.size === 1 ? branch.get('$or') : undefined
  return Array.isArray(or) ? or.filter((part) => part instanceof Map).flatMap(branchesOf) : [branch]
}

function prefixValue(path: string, predicates: readonly Predicate[], collation: Collation | null): Value {
  const equality = predicates.find(
    (predicate) => predicate.path === path && predicate.operator === '$eq' && predicate.scope === undefined,
  )
  if (!equality || Array.isArray(equality.operand)) throw unusable()
  if (collation && typeof equality.operand === 'string') throw unusable()
  return equality.operand
}

const unusable = (): MongoServerFailure =>
  new MongoServerFailure(
    'NoQueryExecutionPlans',
    'error processing query: planner returned error :: caused by :: failed to use text index to satisfy $text query (if text index is compound, are equality predicates given for all prefix fields?)',
  )
