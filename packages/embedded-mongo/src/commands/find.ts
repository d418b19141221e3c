import { MongoServerFailure } from '../errors.ts'
import { compileFilter, topLevelField } from '../match/index.ts'
import { type Plan, parseSort, planQuery, ReadSource, Scan, type SortPattern } from '../plan/index.ts'
import { compileProjection, projectionFields } from '../project/index.ts'
import { memoryFor } from '../spill/index.ts'
import type { Collection } from '../store/catalog.ts'
import { type Collation, type Doc, FieldNames, type Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Answer, Command, CommandContext, ReadContext } from './command.ts'
import { firstBatch } from './cursor-answer.ts'
import type { DocumentStream } from './cursors.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { EMPTY_STREAM } from './empty-stream.ts'
import { evaluateLet } from './evaluate-let.ts'
import { findById } from './find-by-id.ts'
import { FindStream } from './find-stream.ts'
import { namespaceOfCommand } from './namespace.ts'
import { offload } from './offload.ts'
import { openPipeline, type PipelineRequest } from './open-pipeline.ts'

export const FIND_FIELDS = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'max',
  'min',
  'returnKey',
  'showRecordId',
  'tailable',
  'oplogReplay',
  'noCursorTimeout',
  'awaitData',
  'allowPartialResults',
  'allowDiskUse',
  'collation',
  'let',
]

/** What a find asks for, parsed. */
export interface FindRequest {
  filter: Doc
  sort: SortPattern | undefined
  projection: Doc | undefined
  hint: string | Doc | undefined
  skip: number
  limit: number
  collation: Collation | null
  variables: Doc | undefined
  /** Whether a sort may go to disk. */
  allowDiskUse: boolean
}

/** https://www.mongodb.com/docs/manual/reference/command/find/ */
export const find: Command = {
  name: 'find',
  fields: FIND_FIELDS,
  inTransaction: true,
  readsSnapshots: true,
  run: (context) => findById(context) ?? runFind(context),
}

function runFind(context: CommandContext): Promise<Answer> {
  const { namespace } = namespaceOfCommand(context)
  const fields = new Fields('find', context.body)
  const size = fields.size('batchSize')
  const limit = fields.number('limit') ?? 0
  const stream = offload(context, 'find', openFindCommand(context, context.body))
  return firstBatch(context, namespace, stream, {
    size,
    isSingle: fields.flag('singleBatch') || limit < 0,
    noTimeout: fields.flag('noCursorTimeout'),
  })
}

/** The documents a find command asks for, of a collection or a view. */
export function openFindCommand(context: ReadContext, body: Doc): DocumentStream {
  const { name, namespace } = namespaceOfCommand({ database: context.database, name: 'find', body })
  const target = findTarget(context, namespace)
  const request = parseFind(body, target)
  return target?.settings.view ? openPipeline(context, asPipeline(name, body)) : openFind(namespace, request, context)
}

/** A find on a view, which only a pipeline can read. */
export function asPipeline(collection: string, body: Doc): PipelineRequest {
  const fields = new Fields('find', body)
  const parts: [string, Value | undefined][] = [
    ['$match', fields.doc('filter')],
    ['$sort', fields.doc('sort')],
    ['$skip', fields.value('skip')],
    ['$limit', fields.size('limit') || undefined],
    ['$project', fields.doc('projection')],
  ]
  const stages = parts.flatMap(([name, value]): Doc[] =>
    value === undefined || value === null || (value instanceof Map && value.size === 0)
      ? []
      : [new Map([[name, value]])],
  )
  return {
    collection,
    stages,
    hint: fields.hint(),
    collation: fields.doc('collation'),
    variables: evaluateLet(fields.doc('let')),
    allowDiskUse: fields.optionalFlag('allowDiskUse'),
  }
}

export function parseFind(body: Doc, target: Collection | undefined): FindRequest {
  const fields = new Fields('find', body)
  for (const name of ['max', 'min'])
    if ((fields.doc(name)?.size ?? 0) > 0)
      throw new MongoServerFailure('NotImplemented', `find with ${name} is not implemented`)
  if (fields.flag('tailable'))
    throw new MongoServerFailure(
      'BadValue',
      'error processing query: tailable cursor requested on non capped collection; there are no capped ones here',
    )
  if (fields.flag('awaitData'))
    throw new MongoServerFailure('FailedToParse', "Cannot set 'awaitData' without also setting 'tailable'")
  for (const name of ['returnKey', 'showRecordId'])
    if (fields.flag(name)) throw new MongoServerFailure('NotImplemented', `find with ${name} is not implemented`)
  return {
    filter: fields.doc('filter') ?? new Map(),
    sort: parseSort(fields.doc('sort')),
    projection: fields.doc('projection'),
    hint: fields.hint(),
    skip: fields.size('skip') ?? 0,
    limit: fields.size('limit') || Number.POSITIVE_INFINITY,
    collation: effectiveCollation(fields.doc('collation'), target),
    variables: evaluateLet(fields.doc('let')),
    allowDiskUse: fields.optionalFlag('allowDiskUse') ?? true,
  }
}

/** The documents a find asks for, over views opened when needed. */
export function openFind(namespace: string, request: FindRequest, context: ReadContext): DocumentStream {
  const { filter, collation, variables, projection } = request
  const compiled = compileFilter(filter, { collation, ...(variables ? { variables } : {}) })
  const project =
    projection && projection.size > 0
      ? compileProjection(projection, { filter: compiled, collation, ...(variables ? { variables } : {}) })
      : undefined
  const source = new ReadSource(() => context.open())
  try {
    const collection = source.catalog.get(namespace)
    if (!collection) {
      source.pause()
      return EMPTY_STREAM
    }
    const plan = planFind(request, collection)
    const sort = plan.isSorted ? undefined : request.sort
    const shown = projection && project ? projectionFields(projection) : null
    // Sorted in memory, documents are held as bytes: only what they sort by is decoded.
    const fields = sort ? sort.map(([path]) => topLevelField(path)) : shown
    const scan = new Scan(source, collection, plan.access, filter.size > 0 ? compiled : undefined, fields)
    return new FindStream(source, scan, {
      sort,
      memory: memoryFor(context.memory, request.allowDiskUse),
      skip: request.skip,
      limit: request.limit,
      collation,
      project,
      projected: shown && compiled.fields ? new FieldNames([...shown, ...compiled.fields]) : undefined,
    })
  } catch (error) {
    source.pause()
    throw error
  }
}

export const planFind = (request: FindRequest, collection: Collection): Plan =>
  planQuery({
    filter: request.filter,
    sort: request.sort,
    hint: request.hint,
    indexes: collection.indexes,
    collation: request.collation,
  })
