import { BSONRegExp, Int32, MaxKey, MinKey } from 'bson'
import { type Collation, type Doc, UNDEFINED, type Value } from '../values/index.ts'
import { type Interval, intersect, NULLISH, point, textPrefix, typeBracket, unite } from './interval.ts'

/** What one condition of a filter says about one path. The intervals hold at least every value that meets it. */
export interface Predicate {
  readonly path: string
  /** Undefined: any value. */
  readonly intervals: readonly Interval[] | undefined
  /** Met only where the path is present and not null. */
  readonly impliesExists: boolean
  /** The $elemMatch it stands in: conditions in one of them hold for one and the same array element. */
  readonly scope: object | undefined
  readonly operator: string
  readonly operand: Value
}

/** The conditions of `filter` that all must hold, as far as an index can use them. */
export function collectPredicates(filter: Doc, collation: Collation | null): Predicate[] {
  const predicates: Predicate[] = []
  collect(filter, '', undefined, collation, predicates)
  return predicates
}

function collect(
  filter: Doc,
  prefix: string,
  scope: object | undefined,
  collation: Collation | null,
  predicates: Predicate[],
): void {
  for (const [name, condition] of filter) {
    if (name === '$and' && Array.isArray(condition)) {
      for (const part of condition) if (part instanceof Map) collect(part, prefix, scope, collation, predicates)
    } else if (!name.startsWith('$')) collectPath(prefix + name, condition, scope, collation, predicates)
  }
}

function collectPath(
  path: string,
  condition: Value,
  scope: object | undefined,
  collation: Collation | null,
  predicates: Predicate[],
): void {
  if (!isOperators(condition)) {
    const operator = condition instanceof BSONRegExp ? '$regex' : '$eq'
    predicates.push(describe(path, operator, condition, scope, collation))
    return
  }
  for (const [operator, operand] of condition) {
    if (operator === '$elemMatch' && operand instanceof Map) {
      predicates.push(describe(path, operator, operand, scope, collation))
      if (isOperators(operand)) collectPath(path, operand, operand, collation, predicates)
      else collect(operand, `${path}.`, operand, collation, predicates)
    } else if (operator === '$regex') {
      const options = condition.get('$options')
      const pattern = typeof operand === 'string' ? new BSONRegExp(operand) : operand
      predicates.push(describe(path, options ? '$regexOptions' : '$regex', pattern, scope, collation))
    } else predicates.push(describe(path, operator, operand, scope, collation))
  }
}

const isOperators = (value: Value): value is Doc =>
  value instanceof Map && value.size > 0 && [...value.keys()].every((key) => key.startsWith('$'))

function describe(
  path: string,
  operator: string,
  operand: Value,
  scope: object | undefined,
  collation: Collation | null,
): Predicate {
  const intervals = intervalsOf(operator, operand, collation)
  return { path, intervals, impliesExists: impliesExistence(operator, operand), scope, operator, operand }
}

function impliesExistence(operator: string, operand: Value): boolean {
  switch (operator) {
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return operand !== null && operand !== UNDEFINED && !(operand instanceof MinKey) && !(operand instanceof MaxKey)
    case '$in':
      return Array.isArray(operand) && operand.every((value) => value !== null && value !== UNDEFINED)
    case '$exists':
      return isTruthy(operand)
    case '$regex':
    case '$regexOptions':
    case '$mod':
    case '$size':
    case '$elemMatch':
      return true
    default:
      return false
  }
}

export const isTruthy = (value: Value): boolean =>
  !(value === false || value === null || value === 0 || value === 0n || (value instanceof Int32 && value.value === 0))

function intervalsOf(operator: string, operand: Value, collation: Collation | null): Interval[] | undefined {
  switch (operator) {
    case '$eq':
      return equalTo(operand, collation)
    case '$in':
      return Array.isArray(operand) ? anyOf(operand, collation) : undefined
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return compared(operator, operand, collation)
    case '$regex':
      return collation === null && operand instanceof BSONRegExp ? prefixOf(operand) : undefined
    case '$exists':
      return isTruthy(operand) ? undefined : [...NULLISH]
    case '$all': {
      const [first] = Array.isArray(operand) ? operand : []
      return first === undefined || isOperators(first) || first instanceof BSONRegExp
        ? undefined
        : equalTo(first, collation)
    }
    default:
      return undefined
  }
}

/** An array can equal the whole field or one element, which are indexed differently: left to the filter. */
function equalTo(value: Value, collation: Collation | null): Interval[] | undefined {
  if (value === null || value === UNDEFINED) return [...NULLISH]
  if (Array.isArray(value)) return undefined
  return [point(value, collation)]
}

function anyOf(values: readonly Value[], collation: Collation | null): Interval[] | undefined {
  const intervals: Interval[] = []
  for (const value of values) {
    const some = value instanceof BSONRegExp ? undefined : equalTo(value, collation)
    if (!some) return undefined
    intervals.push(...some)
  }
  return unite(intervals)
}

function compared(operator: string, value: Value, collation: Collation | null): Interval[] | undefined {
  if (value === null) return operator === '$gte' || operator === '$lte' ? [...NULLISH] : undefined
  if (value === UNDEFINED || Array.isArray(value) || Number.isNaN(value)) return undefined
  if (value instanceof MinKey || value instanceof MaxKey || value instanceof BSONRegExp) return undefined
  const bracket = typeBracket(value)
  const { low, high } = point(value, collation)
  const side = {
    $gt: { low: high, high: bracket.high },
    $gte: { low, high: bracket.high },
    $lt: { low: bracket.low, high: low },
    $lte: { low: bracket.low, high },
  }[operator]
  return side && intersect([{ ...side, isPoint: false }], [bracket])
}

/** `^literal…` bounds the text; a stored regular expression equal to it matches too. */
function prefixOf(regex: BSONRegExp): Interval[] | undefined {
  if (regex.options !== '' || !regex.pattern.startsWith('^')) return undefined
  const literal = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*)/.exec(regex.pattern)?.[1] ?? ''
  const rest = regex.pattern.slice(1 + literal.length)
  if (regex.pattern.includes('|')) return undefined
  // A quantifier makes the character before it optional.
  const certain = /^[?*{]/.test(rest) ? literal.replace(/(\\[\s\S]|[^\\])$/u, '') : literal
  const prefix = certain.replace(/\\(.)/gsu, '$1')
  return prefix === '' ? undefined : unite([textPrefix(prefix), point(regex, null)])
}
