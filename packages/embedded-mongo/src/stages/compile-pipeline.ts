import { MongoServerFailure } from '../errors.ts'
import { compileExpression, createScope } from '../expressions/index.ts'
import { topLevelField } from '../match/index.ts'
import { DEFAULT_MEMORY } from '../spill/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { fromBatches, toBatches } from './batches.ts'
import type { PipelineEnvironment } from './environment.ts'
import { findPushdown, type Pushdown } from './pushdown.ts'
import { stageDefinitions } from './registry.ts'
import type { Batches, Stage, StageContext, StageDefinition } from './stage.ts'

const registry: ReadonlyMap<string, StageDefinition> = new Map(stageDefinitions.map((stage) => [stage.name, stage]))

export interface Pipeline {
  run(input: AsyncIterable<Doc> | Iterable<Doc>): AsyncIterable<Doc>
  /** The same in batches, which costs one await per batch and not one per document. */
  runBatches(input: Batches): Batches
  /** What of the beginning of the pipeline the planner may answer itself, and the stages that then remain. */
  pushdown: Pushdown
  /** The paths any stage reads or returns; `null` where that is all of the document. */
  requiredFields: readonly string[] | null
}

/**
 * Compiles an aggregation pipeline. What is malformed or not implemented throws a MongoServerFailure here; what depends on
 * the documents throws while the pipeline runs.
 */
export function compilePipeline(stages: readonly Doc[], environment: PipelineEnvironment): Pipeline {
  const variables = environment.variables ?? new Map()
  const compiled = stages.map((stage) => compileStage(stage, environment, variables))
  const steps = compiled.map(({ stage }, index) => runner(stage, compiled.slice(index + 1)))
  const runBatches = (input: Batches) => steps.reduce((batches, step) => step(batches), input)
  checkPlacement(stages)
  return {
    run: (input) => fromBatches(runBatches(toBatches(input))),
    runBatches,
    pushdown: findPushdown(stages),
    requiredFields: findRequiredFields(compiled),
  }
}

/** A stage with `$skip` and `$limit` directly behind it is told how much of its output is wanted at all. */
function runner(stage: Stage, following: readonly CompiledStage[]): (input: Batches) => Batches {
  let skipped = 0
  for (const { stage: next } of following) {
    if (!next.cuts) break
    if ('limit' in next.cuts) {
      const wanted = skipped + next.cuts.limit
      return (input) => stage.runLimited?.(input, wanted) ?? stage.run(input)
    }
    skipped += next.cuts.skip
  }
  return (input) => stage.run(input)
}

interface CompiledStage {
  stage: Stage
  reads: ReadonlySet<string | null>
}

function compileStage(spec: Doc, environment: PipelineEnvironment, variables: Doc): CompiledStage {
  const [entry] = spec
  if (!entry || spec.size !== 1) {
    throw new MongoServerFailure(40323, 'A pipeline stage specification object must contain exactly one field.')
  }
  const [name, argument] = entry
  const definition = registry.get(name)
  if (!definition) throw new MongoServerFailure(40324, `Unrecognized pipeline stage name: '${name}'`)
  const reads = new Set<string | null>()
  return { stage: definition.compile(argument, createStageContext(environment, variables, reads)), reads }
}

function createStageContext(environment: PipelineEnvironment, variables: Doc, reads: Set<string | null>): StageContext {
  const collation = environment.collation ?? null
  const names = [...variables.keys()]
  const onRead = (path: string | null) => {
    reads.add(path)
  }
  return {
    environment,
    collation,
    variables,
    memory: environment.memory ?? DEFAULT_MEMORY,
    scope: createScope({ now: environment.now, variables }),
    expression: (value) => compileExpression(value, { variables: names, collation, onRead }),
    reads: onRead,
    pipeline: (stages, more) => {
      const inner = compilePipeline(stages, { ...environment, variables: more ?? variables })
      return { run: inner.runBatches }
    },
  }
}

/** Behind a number a path may mean a place in an array. */
const pathToNumber = (path: string): string => path.replace(/\.\d+(\..*)?$/s, '')

/** Whole fields, but for the stage after which no others are left: it looks at its paths in documents as they are stored. */
function findRequiredFields(stages: readonly CompiledStage[]): string[] | null {
  const fields = new Set<string>()
  for (const { stage, reads } of stages) {
    for (const path of reads) {
      if (path === null) return null
      fields.add(stage.keepsOtherFields === false ? pathToNumber(path) : topLevelField(path))
    }
    if (stage.keepsOtherFields === false) return [...fields]
  }
  return null
}

/** `$out` and `$merge` end a pipeline or are not in it, `$text` begins it. */
function checkPlacement(stages: readonly Doc[]): void {
  stages.forEach((stage, index) => {
    const name = stage.keys().next().value
    if (name === '$match' && index > 0 && hasText(stage.get('$match'))) {
      throw new MongoServerFailure(17313, '$match with $text is only allowed as the first pipeline stage')
    }
    if ((name === '$out' || name === '$merge') && index !== stages.length - 1) {
      throw new MongoServerFailure(40601, `${name} can only be the final stage in the pipeline`)
    }
  })
}

function hasText(filter: Value | undefined): boolean {
  if (Array.isArray(filter)) return filter.some(hasText)
  return (
    filter instanceof Map &&
    [...filter].some(([name, value]) => name === '$text' || (/^\$(and|or|nor)$/.test(name) && hasText(value)))
  )
}
