import type { ChangeStream } from '../change-streams/change-stream.ts'
import { openChangeStream } from '../change-streams/open-change-stream.ts'
import { MongoServerFailure } from '../errors.ts'
import { writableCollection } from '../store/catalog.ts'
import { type Doc, parseCollation } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { firstBatch } from './cursor-answer.ts'
import type { DocumentStream } from './cursors.ts'
import { evaluateLet } from './evaluate-let.ts'
import { explainCommand } from './explain.ts'
import { offload } from './offload.ts'
import { openPipeline, type PipelineContext, withServer } from './open-pipeline.ts'
import { parsePipeline } from './parse-pipeline.ts'

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
    if (context.transaction && writes(stages))
      throw new MongoServerFailure(
        'OperationNotSupportedInTransaction',
        'Cannot run an aggregation that writes ($out, $merge) in a multi-document transaction.',
      )
    if (fields.flag('explain')) return explainCommand(context, context.body, false)
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
      : offload(context, 'aggregate', openAggregation(withServer(context), context.body))
    const answer = await firstBatch(context, `${context.database}.${name}`, stream, {
      size: writes(stages) ? Number.POSITIVE_INFINITY : size,
    })
    if (writes(stages)) await context.writer.settle()
    return answer
  },
}

/** The documents an aggregation answers. */
export function openAggregation(context: PipelineContext, body: Doc): DocumentStream {
  const fields = new Fields('aggregate', body)
  const target = body.get('aggregate')
  return openPipeline(context, {
    collection: typeof target === 'string' ? target : undefined,
    stages: parsePipeline(body),
    hint: fields.hint(),
    collation: fields.doc('collation'),
    variables: evaluateLet(fields.doc('let')),
    allowDiskUse: fields.optionalFlag('allowDiskUse'),
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
  if (collection !== undefined)
    writableCollection(context.server.store.committedCatalog, `${context.database}.${collection}`)
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
