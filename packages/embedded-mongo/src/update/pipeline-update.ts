import { MongoServerFailure } from '../errors.ts'
import {
  type CompileOptions,
  compileAddFields,
  compileAggregationProjection,
  compileExpression,
  compileUnset,
  createScope,
  type DocumentTransform,
  printValue,
} from '../expressions/index.ts'
import type { Doc, Value } from '../values/index.ts'

type UpdateStage = (spec: Value, options: CompileOptions) => DocumentTransform

const replaceWith: UpdateStage = (spec, options) => {
  const expression = compileExpression(spec, options)
  return (doc, scope) => {
    const result = expression(doc, scope)
    if (result instanceof Map) return result
    throw new MongoServerFailure(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was: ${printValue(result)}`,
    )
  }
}

const replaceRoot: UpdateStage = (spec, options) => {
  const newRoot = spec instanceof Map ? spec.get('newRoot') : undefined
  if (newRoot === undefined) throw new MongoServerFailure(40231, 'no newRoot specified for the $replaceRoot stage')
  return replaceWith(newRoot, options)
}

/** The stages an update may consist of. */
const stages: ReadonlyMap<string, UpdateStage> = new Map<string, UpdateStage>([
  ['$set', (spec, options) => compileAddFields('$set', spec, options)],
  ['$addFields', (spec, options) => compileAddFields('$addFields', spec, options)],
  ['$unset', (spec) => compileUnset(spec)],
  ['$project', (spec, options) => compileAggregationProjection(spec, options).transform],
  ['$replaceRoot', replaceRoot],
  ['$replaceWith', replaceWith],
])

export function compileUpdatePipeline(
  pipeline: readonly Doc[],
  { now, variables, ...options }: Omit<CompileOptions, 'variables'> & { now: Date; variables?: Doc | undefined },
): (doc: Doc) => Doc {
  const transforms = pipeline.map((stage) =>
    compileStage(stage, { ...options, variables: [...(variables?.keys() ?? [])] }),
  )
  const scope = createScope(variables === undefined ? { now } : { now, variables })
  return (doc) => transforms.reduce((current, transform) => transform(current, scope), doc)
}

function compileStage(stage: Doc, options: CompileOptions): DocumentTransform {
  const [entry, ...others] = stage
  if (entry === undefined || others.length > 0) {
    throw new MongoServerFailure(40323, 'A pipeline stage specification object must contain exactly one field.')
  }
  const [name, spec] = entry
  const compile = stages.get(name)
  if (compile !== undefined) return compile(spec, options)
  throw new MongoServerFailure('InvalidOptions', `${name} is not allowed to be used within an update`)
}
