import { MongoServerFailure } from '../errors.ts'
import type { IndexDefinition } from '../store/catalog.ts'
import { indexPrefix, type Key } from '../store/keyspace.ts'
import { termKey, textPrefix } from '../store/text-keys.ts'
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
import type { Plan, PlanInput } from './plan-query.ts'
import type { Predicate } from './predicate.ts'

/** Postings of a text index: per term one stretch of entries, the highest scores first. Gives documents by falling score. */
export interface TextAccess {
  readonly kind: 'text'
  readonly index: IndexDefinition
  readonly text: TextIndex
  readonly query: TextQuery
  /** What the entries of each term begin with. */
  readonly terms: readonly Key[]
  /** The values given for the paths before the text. */
  readonly prefix: Doc
}

/** The plan of a filter with `$text`; undefined where there is none. */
export function planText(input: PlanInput, predicates: readonly Predicate[]): Plan | undefined {
  const argument = findText(input.filter)
  if (!argument) return undefined
  const { hint, sort = [], collation = null } = input
  if (hint !== undefined) throw new MongoServerFailure('BadValue', 'text and hint not allowed in same query')
  if (sort.some(([path]) => path === '$natural'))
    throw new MongoServerFailure('BadValue', 'text expression not allowed with $natural sort order')
  const index = input.indexes.find((candidate) => candidate.text && !candidate.isBuilding && !candidate.hidden)
  if (!index?.text) throw textIndexRequired()
  if (index.partialFilter && !impliesFilter(predicates, index.partialFilter, collation)) throw unusable()
  const prefix = new Map(index.text.prefix.map((path) => [path, prefixValue(path, predicates, collation)] as const))
  const query = compileTextQuery(parseTextArgument(argument), index.text.defaultLanguage)
  const start = indexPrefix(index.id) + textPrefix([...prefix.values()])
  const terms = [...query.terms].map((term) => start + termKey(term))
  const [first, ...others] = sort
  const isSorted = first === undefined || (first[0] === TEXT_SCORE && others.length === 0)
  return { access: { kind: 'text', index, text: index.text, query, terms, prefix }, isSorted }
}

/** The argument of a filter's `$text`, which may stand in it or in its `$and`. */
function findText(filter: Doc): Doc | undefined {
  let found: Doc | undefined
  for (const [name, value] of filter) {
    if (name === '$text' && value instanceof Map) found = value
    if (name !== '$and' && name !== '$or' && name !== '$nor') continue
    for (const part of Array.isArray(value) ? value : []) {
      const inner = part instanceof Map ? findText(part) : undefined
      if (inner && name !== '$and')
        throw new MongoServerFailure('NotImplemented', `$text inside ${name} is not implemented by this database`)
      found ??= inner
    }
  }
  return found
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
