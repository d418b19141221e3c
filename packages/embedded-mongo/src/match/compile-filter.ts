import { BSONRegExp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { TextClause } from '../text/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { arrayOperators } from './array.ts'
import { bitwiseOperators } from './bitwise.ts'
import { comparisonOperators, refuseUndefined, relates } from './comparison.ts'
import { documentOperators } from './document-operators.ts'
import { elementOperators } from './element.ts'
import { evaluationOperators } from './evaluation.ts'
import {
  eachValue,
  type FieldOperator,
  type FieldTest,
  type FilterContext,
  type FilterOptions,
  type MatchDetails,
  type Matcher,
  type TopLevelOperator,
} from './field-test.ts'
import { filterFields } from './filter-reads.ts'
import { geospatialOperators } from './geospatial.ts'
import { logicalFieldOperators, logicalOperators } from './logical.ts'
import { membershipOperators } from './membership.ts'
import { isOperatorDocument } from './operator-document.ts'
import { matchPath } from './path.ts'
import { regexTest } from './regex-test.ts'

/** Every query operator; a new one goes into the file of its group, a new group into these lists. */
const fieldOperators: ReadonlyMap<string, FieldOperator> = new Map(
  [
    comparisonOperators,
    membershipOperators,
    elementOperators,
    evaluationOperators,
    arrayOperators,
    bitwiseOperators,
    logicalFieldOperators,
    geospatialOperators,
  ].flatMap((group) => Object.entries(group)),
)

const topLevelOperators: ReadonlyMap<string, TopLevelOperator> = new Map(
  [logicalOperators, documentOperators].flatMap((group) => Object.entries(group)),
)

export interface Filter {
  /** `hasText`: whether the document meets the filter's `$text`, asked where nothing else has decided. */
  matches(doc: Doc, hasText?: () => boolean): boolean
  /** Of a document that matches, the index the positional `$` stands for: where the outermost array the filter went through matched. */
  position(doc: Doc): number | undefined
  /** Answers `hasText`, once it is bound to the collection's text index. */
  readonly text: TextClause | undefined
  /** The top-level fields it looks at but for `$text`; `null` where that is all of the document. */
  readonly fields: readonly string[] | null
}

/** Compiles a query filter. Unknown operators and malformed arguments fail here with MongoDB's codes. */
export function compileFilter(filter: Doc, options: FilterOptions = {}): Filter {
  let text: TextClause | undefined
  const addText = (clause: TextClause) => {
    if (text) throw new MongoServerFailure('BadValue', 'Too many text expressions')
    text = clause
  }
  const matches = createContext(options, addText, false).compile(filter)
  let fields: readonly string[] | null | undefined
  return {
    text,
    get fields() {
      if (fields === undefined) fields = filterFields(filter, [...(options.variables?.keys() ?? [])])
      return fields
    },
    matches: (doc, hasText) => matches(doc, hasText && { position: undefined, hasText }),
    position: (doc) => {
      const details: MatchDetails = { position: undefined, hasText: () => true }
      return matches(doc, details) ? details.position : undefined
    },
  }
}

function createContext(options: FilterOptions, addText: FilterContext['addText'], isNested: boolean): FilterContext {
  const context: FilterContext = {
    options,
    collation: options.collation ?? null,
    isNested,
    addText,
    compile: (filter) => compileClauses(filter, context),
    compileNested: (filter) => createContext(options, addText, true).compile(filter),
    operators: (spec, path) => compileOperators(spec, path, context),
  }
  return context
}

function compileClauses(filter: Doc, context: FilterContext): Matcher {
  const matchers = [...filter].map(([name, value]) => compileClause(name, value, context))
  const [only] = matchers
  if (matchers.length === 1 && only !== undefined) return only
  return (doc, details) => matchers.every((matches) => matches(doc, details))
}

function compileClause(name: string, value: Value, context: FilterContext): Matcher {
  if (!name.startsWith('$')) return matchPath(name, compileCondition(name, value, context))
  const operator = topLevelOperators.get(name)
  if (operator !== undefined) return operator(value, context)
  if (name === '$ref' || name === '$id' || name === '$db')
    return matchPath(name, compileCondition(name, value, context))
  throw new MongoServerFailure(
    'BadValue',
    `unknown top level operator: ${name}. ${
      name === '$not'
        ? 'If you are trying to negate an entire expression, use $nor.'
        : "If you have a field name that starts with a '$' symbol, consider using $getField or $setField."
    }`,
  )
}

function compileCondition(path: string, value: Value, context: FilterContext): FieldTest {
  if (value instanceof BSONRegExp) return eachValue(regexTest(value))
  if (isOperatorDocument(value)) return compileOperators(value, path, context)
  refuseUndefined(value)
  return eachValue(relates('eq', value, context))
}

function compileOperators(spec: Doc, path: string, context: FilterContext): FieldTest {
  const tests = [...spec].map(([name, argument]): FieldTest => {
    const operator = fieldOperators.get(name)
    if (name === '$where') throw new MongoServerFailure('BadValue', '$where cannot be applied to a field')
    if (operator === undefined) throw new MongoServerFailure('BadValue', `unknown operator: ${name}`)
    return operator(argument, context, spec, path)
  })
  const [only] = tests
  return tests.length === 1 && only !== undefined ? only : { kind: 'and', tests }
}
