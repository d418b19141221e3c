import { compileAggregationProjection, createScope } from '../expressions/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { type ParsedProjection, type ProjectionEntry, parseProjection } from './parse-projection.ts'
import { compilePositional } from './positional.ts'
import type { Meta, ProjectionOptions, ProjectionStep } from './projection-step.ts'

export type Projection = (doc: Doc, meta?: Meta) => Doc

/**
 * Compiles find's projection: inclusion or exclusion, computed fields, `$slice`, `$elemMatch`, `$meta` and the positional `$`.
 * What MongoDB refuses to combine fails here.
 */
export function compileProjection(spec: Doc, options: ProjectionOptions): Projection {
  if (spec.size === 0) return (doc) => doc
  const parsed = parseProjection(spec)
  const shape = compileShape(parsed, options)
  const steps = parsed.entries.flatMap((entry) => compileStep(entry, options))
  return (doc, meta) => steps.reduce((projected, step) => step(projected, doc, meta), shape(doc))
}

/** Which fields stay, and the computed ones. */
function compileShape({ isInclusion, entries }: ParsedProjection, options: ProjectionOptions): (doc: Doc) => Doc {
  const spec: Doc = new Map()
  for (const entry of entries) {
    const value = shapeValue(entry, isInclusion)
    if (value !== undefined) spec.set(entry.path, value)
  }
  const names = [...spec.keys()]
  // Only the operators' fields are wanted: of the rest at most _id.
  if (isInclusion && names.every((name) => name === '_id')) return spec.get('_id') === false ? () => new Map() : onlyId
  if (names.length === 0) return (doc) => doc
  const { variables = new Map(), now = new Date(), collation = null } = options
  const { transform } = compileAggregationProjection(spec, { variables: [...variables.keys()], collation })
  const scope = createScope({ now, variables })
  return (doc) => transform(doc, scope)
}

function shapeValue(entry: ProjectionEntry, isInclusion: boolean): Value | undefined {
  switch (entry.kind) {
    case 'flag':
      // In an exclusion, `_id: true` says what is so anyway.
      return entry.include && !isInclusion ? undefined : entry.include
    case 'positional':
      return true
    case 'operator':
      return isInclusion && entry.operator.keepsField ? true : undefined
    case 'expression':
      return entry.expression
  }
}

function onlyId(doc: Doc): Doc {
  const id = doc.get('_id')
  return new Map(id === undefined ? [] : [['_id', id]])
}

function compileStep(entry: ProjectionEntry, options: ProjectionOptions): ProjectionStep[] {
  const context = { options, path: entry.path }
  if (entry.kind === 'positional') return [compilePositional(context)]
  return entry.kind === 'operator' ? [entry.operator.compile(entry.argument, context)] : []
}
