import type { Filter } from '../match/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/index.ts'

/** What a query knows of a document besides its fields. */
export interface Meta {
  readonly textScore?: number | undefined
  /** The document as it is stored; with it, a projection is shown no more than the fields `projectionFields` names. */
  readonly bytes?: Uint8Array
}

export interface ProjectionOptions {
  /** The query's filter, which positional projections ask. */
  filter?: Filter
  collation?: Collation | null
  /** Variables expressions may use, by name without `$$`. */
  variables?: Doc
  now?: Date
}

/** Changes the projected document further; `original` is the document before the projection. */
export type ProjectionStep = (projected: Doc, original: Doc, meta: Meta | undefined) => Doc

export interface StepContext {
  readonly options: ProjectionOptions
  readonly path: string
}

/** One of find's own operators, such as `{list: {$slice: 3}}`. */
export interface ProjectionOperator {
  /** Whether this argument is meant for find's operator; otherwise it is an expression of the aggregation. */
  claims(argument: Value): boolean
  /** What a projection is that names no other field to include or exclude. */
  readonly suggests: 'inclusion' | 'exclusion'
  /** Whether an inclusion keeps the field before the step changes it. */
  readonly keepsField: boolean
  compile(argument: Value, context: StepContext): ProjectionStep
  /** Whether the step reads what it needs from the stored document, where it has it. */
  readonly readsStored: boolean
}

/** A copy of the document with one field set; missing takes it away. */
export function withField(doc: Doc, name: string, value: Value | Missing): Doc {
  const copy = new Map(doc)
  if (value === undefined) copy.delete(name)
  else copy.set(name, value)
  return copy
}
