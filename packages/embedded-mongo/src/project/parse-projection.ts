import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { type Doc, isNumber, toDouble, type Value } from '../values/index.ts'
import { $elemMatch } from './elem-match.ts'
import { $meta } from './meta.ts'
import type { ProjectionOperator } from './projection-step.ts'
import { $slice } from './slice.ts'

const operators: ReadonlyMap<string, ProjectionOperator> = new Map(Object.entries({ $slice, $elemMatch, $meta }))

export type ProjectionEntry = { path: string } & (
  | { kind: 'flag'; include: boolean }
  | { kind: 'positional' }
  | { kind: 'operator'; operator: ProjectionOperator; argument: Value }
  | { kind: 'expression'; expression: Value }
)

export interface ParsedProjection {
  isInclusion: boolean
  entries: readonly ProjectionEntry[]
}

export function parseProjection(spec: Doc): ParsedProjection {
  const entries = [...flatten(spec, '')]
  checkPositional(entries)
  return { isInclusion: decide(entries), entries }
}

function* flatten(spec: Doc, prefix: string): Generator<ProjectionEntry> {
  for (const [name, value] of spec) {
    const path = prefix + name
    const [first, ...others] = value instanceof Map ? value : []
    if (value instanceof Map && first === undefined) {
      throw new MongoServerFailure(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
      )
    }
    const operator = first && others.length === 0 ? operators.get(first[0]) : undefined
    if (path.endsWith('.$')) yield positional(path, value)
    else if (value instanceof Map && first && !first[0].startsWith('$')) yield* flatten(value, `${path}.`)
    else if (first && operator?.claims(first[1])) yield { kind: 'operator', path, operator, argument: first[1] }
    else if (isFlag(value)) yield { kind: 'flag', path, include: isTrue(value) }
    else yield { kind: 'expression', path, expression: value }
  }
}

function positional(path: string, value: Value): ProjectionEntry {
  if (isFlag(value) && isTrue(value)) return { kind: 'positional', path: path.slice(0, -2) }
  const [code, what] = isFlag(value)
    ? ([31395, 'exclusion'] as const)
    : value instanceof Map
      ? ([31271, 'an expression or sub object'] as const)
      : ([31308, 'a literal'] as const)
  throw new MongoServerFailure(code, `positional projection cannot be used with ${what}`)
}

function isFlag(value: Value): boolean {
  return typeof value === 'boolean' || isNumber(value)
}

function isTrue(value: Value): boolean {
  return isNumber(value) ? toDouble(value) !== 0 : value === true
}

function checkPositional(entries: readonly ProjectionEntry[]): void {
  const positionals = entries.filter(({ kind }) => kind === 'positional')
  if (positionals.length > 1) {
    throw new MongoServerFailure(31276, 'Cannot specify more than one positional projection per query.')
  }
  const wrong = entries.find(({ path }) => path.split('.').includes('$'))
  if (wrong !== undefined) {
    throw new MongoServerFailure(
      31394,
      `As of 4.4, it's illegal to specify positional operator in the middle of a path.Positional projection may only be used at the end, for example: a.b.$. If the query previously used a form like a.b.$.d, remove the parts following the '$' and the results will be equivalent.`,
    )
  }
  if (positionals.length > 0 && entries.some((entry) => entry.kind === 'operator' && entry.operator === $elemMatch)) {
    throw new MongoServerFailure(31255, 'Cannot specify positional operator and $elemMatch.')
  }
}

/** Fields but `_id` decide, and must agree; then find's operators; then `_id`. */
function decide(entries: readonly ProjectionEntry[]): boolean {
  let isInclusion: boolean | undefined
  for (const entry of entries) {
    const includes = wantsInclusion(entry)
    if (includes === undefined) continue
    if (isInclusion !== undefined && isInclusion !== includes) throw disagreement(entry)
    isInclusion = includes
  }
  if (isInclusion !== undefined) return isInclusion
  const id = entries.find((entry) => entry.kind === 'flag')
  if (id?.kind === 'flag' && id.include) return true
  const used = entries.flatMap((entry) => (entry.kind === 'operator' ? [entry.operator] : []))
  return !used.includes($slice) && used.some(({ suggests }) => suggests === 'inclusion')
}

function wantsInclusion(entry: ProjectionEntry): boolean | undefined {
  if (entry.kind === 'operator' || (entry.kind === 'flag' && entry.path === '_id')) return undefined
  return entry.kind !== 'flag' || entry.include
}

function disagreement(entry: ProjectionEntry): MongoServerFailure {
  if (entry.kind === 'expression' && !(entry.expression instanceof Map)) {
    const field = `${entry.path}: ${printValue(entry.expression)}`
    return new MongoServerFailure(31310, `Cannot use an expression ${field} in an exclusion projection`)
  }
  if (entry.kind === 'expression') {
    return new MongoServerFailure(31252, 'Cannot use expression other than $meta in exclusion projection')
  }
  return entry.kind !== 'flag' || entry.include
    ? new MongoServerFailure(31253, `Cannot do inclusion on field ${entry.path} in exclusion projection`)
    : new MongoServerFailure(31254, `Cannot do exclusion on field ${entry.path} in inclusion projection`)
}
