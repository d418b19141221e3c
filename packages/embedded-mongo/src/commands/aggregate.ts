import type { ChangeStream } from '../change-streams/change-stream.ts'
import { openChangeStream } from '../change-streams/open-change-stream.ts'
import { MongoServerFailure } from '../errors.ts'
import { type Pacer, ReadSource } from '../plan/index.ts'
import { type Batches, compilePipeline, type PipelineEnvironment } from '../stages/index.ts'
import { type Doc, parseCollation, typeName } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { firstBatch } from './cursor-answer.ts'
import { evaluateLet } from './evaluate-let.ts'
import { readPushdown } from './pipeline-source.ts'
import { PipelineStream } from './pipeline-stream.ts'
import { pipelineWriter } from './pipeline-writer.ts'
import { isSourceStage, openSourceStage } from './source-stages.ts'

export const AGGREGATE_FIELDS = [
  'pipeline',
  'cursor',
  'explain',
  'allowDiskUse',
  'bypassDocumentValidation',
  'collation',
  'hint',
  'let',
  'needsMerge',
  'fromMongos',
]

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ */
export const aggregate: Command = {
  name: 'aggregate',
  fields: AGGREGATE_FIELDS,
  inTransaction: true,
  readsSnapshots: true,
  async run(context) {
    const fields = new Fields('aggregate', context.body)
    const target = context.body.get('aggregate')
    const name = typeof target === 'string' ? target : '$cmd.aggregate'
    const stages = parsePipeline(context.body)
    if (writes(stages) && fields.doc('readConcern')?.get('level') === 'linearizable')
      throw new MongoServerFailure(
        'InvalidOptions',
        "$out and $merge cannot be used with a 'linearizable' read concern level",
      )
    if (fields.flag('explain'))
      throw new MongoServerFailure(
        'NotImplemented',
        'aggregate with explain is not implemented; use the explain command',
      )
    const cursor = fields.doc('cursor')
    if (!cursor)
      throw new MongoServerFailure(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      )
    checkKnown('aggregate.cursor', cursor, ['batchSize'])
    const size = new Fields('aggregate.cursor', cursor).size('batchSize')
    const collection = typeof target === 'string' ? target : undefined
    const stream = stages[0]?.has('$changeStream')
      ? watch(context, collection, stages)
      : openPipeline(context, collection, stages)
    const answer = await firstBatch(context, `${context.database}.${name}`, stream, {
      size: writes(stages) ? Number.POSITIVE_INFINITY : size,
    })
    if (writes(stages)) await context.writer.settle()
    return answer
  },
}

export function parsePipeline(body: Doc): Doc[] {
  const pipeline = body.get('pipeline')
  if (!Array.isArray(pipeline))
    throw new MongoServerFailure(
      'TypeMismatch',
      `BSON field 'aggregate.pipeline' is the wrong type '${typeName(pipeline)}', expected type 'array'`,
    )
  return pipeline.map((stage) => {
    if (!(stage instanceof Map))
      throw new MongoServerFailure('TypeMismatch', "Each element of the 'pipeline' array must be an object")
    return stage
  })
}

const writes = (stages: readonly Doc[]): boolean => {
  const last = stages.at(-1)
  return last !== undefined && (last.has('$out') || last.has('$merge'))
}

function watch(context: CommandContext, collection: string | undefined, stages: Doc[]): ChangeStream {
  if (context.transaction)
    throw new MongoServerFailure(
      'OperationNotSupportedInTransaction',
      'Operation not permitted in transaction :: caused by :: Stage not supported in transaction: $changeStream',
    )
  const fields = new Fields('aggregate', context.body)
  const variables = evaluateLet(fields.doc('let'))
  return openChangeStream(context.server.store, { database: context.database, collection }, stages, {
    now: new Date(),
    collation: parseCollation(fields.doc('collation')),
    ...(variables ? { variables } : {}),
    open: () => {
      throw new MongoServerFailure('IllegalOperation', 'a $changeStream pipeline reads no other collection')
    },
  })
}

function openPipeline(context: CommandContext, name: string | undefined, stages: Doc[]): PipelineStream {
  const fields = new Fields('aggregate', context.body)
  const source = new ReadSource(() => context.open())
  let pacer = context.pacer
  const run = (collection: string | undefined, inner: Doc[], hint: string | Doc | undefined): Batches =>
    runPipeline({ context, source, environment, collection, stages: inner, hint, pacer: () => pacer })
  const variables = evaluateLet(fields.doc('let'))
  const environment: PipelineEnvironment = {
    now: new Date(),
    collation: parseCollation(fields.doc('collation')),
    ...(variables ? { variables } : {}),
    open: async function* (collection, inner) {
      for await (const batch of run(collection, inner, undefined)) yield* batch
    },
    write: pipelineWriter(context),
  }
  if (context.transaction && writes(stages))
    throw new MongoServerFailure(
      'OperationNotSupportedInTransaction',
      'Cannot run an aggregation that writes ($out, $merge) in a multi-document transaction.',
    )
  const batches = run(name, stages, fields.hint())
  return new PipelineStream(new Set([source]), batches, (next) => {
    pacer = next
  })
}

interface PipelineRun {
  context: CommandContext
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
    const rest = compilePipeline(others, environment)
    return rest.runBatches(openSourceStage(context, collection, first))
  }
  if (collection === undefined)
    throw new MongoServerFailure(
      'InvalidNamespace',
      `{aggregate: 1} is not valid for '${first?.keys().next().value ?? ''}'; a collection is required.`,
    )
  const { pushdown } = compilePipeline(stages, environment)
  const rest = compilePipeline(pushdown.rest, environment)
  const { collation = null, variables } = environment
  return rest.runBatches(
    readPushdown({
      source,
      collection: source.catalog.get(`${context.database}.${collection}`),
      pushdown,
      fields: rest.requiredFields,
      hint,
      collation,
      variables,
      pacer,
    }),
  )
}
