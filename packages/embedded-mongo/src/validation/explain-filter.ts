import { Int32 } from 'bson'
import { readPath } from '../expressions/index.ts'
import { compileFilter, isOperatorDocument } from '../match/index.ts'
import { type Collation, type Doc, typeName, type Value } from '../values/index.ts'
import { explainSchema } from './explain-schema.ts'

/** One condition of a filter: `path` is undefined for those of the whole document. */
interface Clause {
  readonly path: string | undefined
  readonly operator: string
  readonly argument: Value
}

/**
 * Why a document does not match a filter, as `errInfo.details` says it; with `isInverted`, why it does although it should not
 * (source: the manual's "Explain Schema Validation Results", and the reasons its examples show).
 */
export function explainFilter(filter: Doc, doc: Doc, collation: Collation | null, isInverted = false): Doc {
  const clauses = [...filter].flatMap(([name, value]) => toClauses(name, value))
  const [only] = clauses
  if (only && clauses.length === 1) return explainClause(only, doc, collation, isInverted)
  return composed(
    '$and',
    clauses.map((clause) => new Map([asEntry(clause)])),
    doc,
    collation,
    isInverted,
  )
}

function toClauses(name: string, value: Value): Clause[] {
  if (name.startsWith('$')) return [{ path: undefined, operator: name, argument: value }]
  if (!isOperatorDocument(value)) return [{ path: name, operator: '$eq', argument: value }]
  const options = value.get('$options')
  return [...value]
    .filter(([operator]) => operator !== '$options')
    .map(([operator, argument]) => ({
      path: name,
      operator,
      argument:
        operator === '$regex' && options !== undefined
          ? new Map([
              ['$regex', argument],
              ['$options', options],
            ])
          : argument,
    }))
}

function asEntry({ path, operator, argument }: Clause): [string, Value] {
  if (path === undefined) return [operator, argument]
  return [path, operator === '$regex' && argument instanceof Map ? argument : new Map([[operator, argument]])]
}

function explainClause(clause: Clause, doc: Doc, collation: Collation | null, isInverted: boolean): Doc {
  const { path, operator, argument } = clause
  const specified: [string, Value] = ['specifiedAs', new Map([asEntry(clause)])]
  const named: [string, Value] = ['operatorName', operator]
  if (path !== undefined) return new Map<string, Value>([named, specified, ...found(clause, path, doc, isInverted)])
  switch (operator) {
    case '$and':
    case '$or':
    case '$nor':
      return composed(operator, argument, doc, collation, isInverted)
    case '$jsonSchema':
      return explainJsonSchema(argument, doc, isInverted)
    default:
      return new Map<string, Value>([
        named,
        specified,
        ['reason', isInverted ? 'expression did match' : 'expression did not match'],
        ...(operator === '$expr' ? [['expressionResult', isInverted] satisfies [string, Value]] : []),
      ])
  }
}

function explainJsonSchema(argument: Value, doc: Doc, isInverted: boolean): Doc {
  const schema: Doc = argument instanceof Map ? argument : new Map()
  const entry: Doc = new Map<string, Value>([['operatorName', '$jsonSchema']])
  for (const name of ['title', 'description']) {
    const text = schema.get(name)
    if (text !== undefined) entry.set(name, text)
  }
  if (isInverted) entry.set('reason', 'schema matched')
  else entry.set('schemaRulesNotSatisfied', explainSchema(schema, doc))
  return entry
}

/** The clauses that are to blame, by their place. */
function composed(operator: string, argument: Value, doc: Doc, collation: Collation | null, isInverted: boolean): Doc {
  const parts = (Array.isArray(argument) ? argument : []).filter((part) => part instanceof Map)
  const wantsMatch = (operator === '$nor') !== isInverted
  const blamed = parts.flatMap((part, index): Doc[] =>
    compileFilter(part, { collation }).matches(doc) === wantsMatch
      ? [
          new Map<string, Value>([
            ['index', new Int32(index)],
            ['details', explainFilter(part, doc, collation, wantsMatch)],
          ]),
        ]
      : [],
  )
  return new Map<string, Value>([
    ['operatorName', operator],
    [wantsMatch ? 'clausesSatisfied' : 'clausesNotSatisfied', blamed],
  ])
}

/** Why an operator does not hold, and why it does. */
const REASONS: Readonly<Record<string, readonly [no: string, yes: string]>> = {
  $exists: ['path does not exist', 'path does exist'],
  $type: ['type did not match', 'type did match'],
  $in: ['no matching value found in array', 'matching value found in array'],
  $nin: ['matching value found in array', 'no matching value found in array'],
  $ne: ['comparison succeeded', 'comparison failed'],
  $size: ['array length was not equal to given size', 'array length was equal to given size'],
  $all: ['array did not contain all specified values', 'array did contain all specified values'],
  $elemMatch: ['array did not satisfy the child predicate', 'array did satisfy the child predicate'],
  $mod: ['$mod did not evaluate to expected remainder', '$mod did evaluate to expected remainder'],
  $regex: ['regular expression did not match', 'regular expression did match'],
}
const BITS = ['bitwise operator failed to match', 'bitwise operator matched successfully'] as const
const COMPARISON = ['comparison failed', 'comparison succeeded'] as const

function found({ operator, argument }: Clause, path: string, doc: Doc, isInverted: boolean): [string, Value][] {
  const [no, yes] = REASONS[operator] ?? (operator.startsWith('$bits') ? BITS : COMPARISON)
  const value = readPath(doc, path.split('.'), 0)
  if (operator === '$exists') return [['reason', (argument === false) === isInverted ? no : yes]]
  if (operator === '$not')
    return [['reason', isInverted ? 'child expression did not match' : 'child expression matched']]
  if (value === undefined) return [['reason', isInverted ? yes : 'field was missing']]
  const reason: [string, Value] = ['reason', isInverted ? yes : no]
  const considered: [string, Value] = ['consideredValue', value]
  return operator === '$type' ? [reason, considered, ['consideredType', typeName(value)]] : [reason, considered]
}
