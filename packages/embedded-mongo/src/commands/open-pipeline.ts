import { MongoServerFailure } from '../errors.ts'
import { type Pacer, ReadSource } from '../plan/index.ts'
import { DEFAULT_MEMORY, memoryFor } from '../spill/index.ts'
import { type Batches, compilePipeline, type PipelineEnvironment } from '../stages/index.ts'
import type { Doc } from '../values/index.ts'
import { resolveView } from '../views/index.ts'
import type { CommandContext, ReadContext } from './command.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { readPushdown } from './pipeline-source.ts'
import { PipelineStream } from './pipeline-stream.ts'
import { pipelineWriter } from './pipeline-writer.ts'
import { isSourceStage, openSourceStage } from './source-stages.ts'

/** What an aggregation, or a query of a view, asks for. */
export interface PipelineRequest {
  /** Undefined: of no collection, as `{ aggregate: 1 }`. */
  readonly collection: string | undefined
  readonly stages: Doc[]
  readonly hint?: string | Doc | undefined
  /** As given with the command. */
  readonly collation: Doc | undefined
  readonly variables: Doc | undefined
  /** Whether stages may go to disk; they may unless told. */
  readonly allowDiskUse?: boolean | undefined
}

/** What a pipeline needs; without the last two it can neither write nor ask the server itself, as in a worker. */
export interface PipelineContext extends ReadContext {
  readonly write?: NonNullable<PipelineEnvironment['write']>
  openSource?(collection: string | undefined, stage: Doc): Batches
}

export const withServer = (context: CommandContext): PipelineContext => ({
  ...context,
  write: pipelineWriter(context),
  openSource: (collection, stage) => openSourceStage(context, collection, stage),
})

/** Opens a pipeline over a collection or a view; the views it meets are read by their own pipelines. */
export function openPipeline(context: PipelineContext, request: PipelineRequest): PipelineStream {
  const source = new ReadSource(() => context.open())
  let pacer = context.pacer
  try {
    const run = (collection: string | undefined, stages: Doc[], hint: string | Doc | undefined): Batches =>
      runPipeline({ context, source, environment, collection, stages, hint, pacer: () => pacer })
    const { collection: name, variables } = request
    const target = name === undefined ? undefined : findTarget(context, `${context.database}.${name}`)
    const environment: PipelineEnvironment = {
      now: new Date(),
      collation: effectiveCollation(request.collation, target),
      memory: memoryFor(context.memory, request.allowDiskUse ?? true),
      ...(variables ? { variables } : {}),
      open: async function* (collection, inner) {
        for await (const batch of run(collection, inner, undefined)) yield* batch
      },
      ...(context.write ? { write: context.write } : {}),
    }
    const batches = run(name, request.stages, request.hint)
    return new PipelineStream(new Set([source]), batches, (next) => {
      pacer = next
    })
  } catch (error) {
    source.pause()
    throw error
  }
}

interface PipelineRun {
  context: PipelineContext
  source: ReadSource
  environment: PipelineEnvironment
  collection: string | undefined
  stages: Doc[]
  hint: string | Doc | undefined
  pacer(): Pacer
}

function runPipeline({ context, source, environment, collection, stages, hint, pacer }: PipelineRun): Batches {
  const [first, ...others] = stages
  if (first && isSourceStage(first)) {
    if (!context.openSource)
      throw new MongoServerFailure('InternalError', 'the stage tells of the server: it cannot run elsewhere')
    const rest = compilePipeline(others, environment)
    return rest.runBatches(context.openSource(collection, first))
  }
  if (collection === undefined)
    throw new MongoServerFailure(
      'InvalidNamespace',
      `{aggregate: 1} is not valid for '${first?.keys().next().value ?? ''}'; a collection is required.`,
    )
  const resolved = resolveView(source.catalog, context.database, collection)
  const { pushdown } = compilePipeline([...resolved.pipeline, ...stages], environment)
  const rest = compilePipeline(pushdown.rest, environment)
  const { collation = null, variables, memory = DEFAULT_MEMORY } = environment
  return rest.runBatches(
    readPushdown({
      source,
      collection: resolved.collection,
      pushdown,
      fields: rest.requiredFields,
      hint,
      collation,
      variables,
      memory,
      pacer,
    }),
  )
}
