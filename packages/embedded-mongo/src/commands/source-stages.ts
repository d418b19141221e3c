import { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compileExpression, createScope } from '../expressions/index.ts'
import type { Batches } from '../stages/index.ts'
import { storedCollection } from '../store/catalog.ts'
import { readCount } from '../store/counts.ts'
import type { Doc, Value } from '../values/index.ts'
import { count } from './arguments.ts'
import { collectionStats } from './collection-stats.ts'
import type { CommandContext } from './command.ts'
import { currentOperations } from './current-operations.ts'
import { refuseSearch } from './search-indexes.ts'

type SourceStage = (context: CommandContext, collection: string | undefined, spec: Value) => Doc[]

/** Stages that begin a pipeline with documents of the server's own. */
const SOURCE_STAGES: ReadonlyMap<string, SourceStage> = new Map([
  ['$collStats', collStats],
  ['$currentOp', currentOperations],
  ['$indexStats', indexStats],
  ['$listLocalSessions', listLocalSessions],
  ['$documents', documents],
  ['$listSearchIndexes', () => refuseSearch()],
])

const nameOf = (stage: Doc): string => stage.keys().next().value ?? ''

export const isSourceStageName = (name: string): boolean => SOURCE_STAGES.has(name)

export const isSourceStage = (stage: Doc): boolean => isSourceStageName(nameOf(stage))

export function openSourceStage(context: CommandContext, collection: string | undefined, stage: Doc): Batches {
  const documents = SOURCE_STAGES.get(nameOf(stage))?.(context, collection, stage.get(nameOf(stage)) ?? null) ?? []
  return (async function* () {
    yield documents
  })()
}

function documents(_context: CommandContext, collection: string | undefined, spec: Value): Doc[] {
  if (collection !== undefined)
    throw new MongoServerFailure('InvalidNamespace', '$documents is only valid with {aggregate: 1}')
  const value = compileExpression(spec)(new Map(), createScope({ now: new Date() }))
  const found = Array.isArray(value) ? value.filter((element) => element instanceof Map) : []
  if (!Array.isArray(value) || found.length !== value.length)
    throw new MongoServerFailure(5858203, "an array of objects is expected in the '$documents' stage")
  return found
}

function collStats(context: CommandContext, name: string | undefined, spec: Value): Doc[] {
  const view = context.open()
  try {
    const collection = storedCollection(view.catalog, `${context.database}.${name}`)
    const namespace = `${context.database}.${name}`
    if (!collection) throw new MongoServerFailure('NamespaceNotFound', `Collection [${namespace}] not found.`)
    const answer: Doc = new Map<string, Value>([
      ['ns', namespace],
      ['localTime', new Date()],
    ])
    if (spec instanceof Map && spec.has('count')) answer.set('count', count(readCount(view, collection.id).documents))
    if (spec instanceof Map && spec.has('storageStats'))
      answer.set('storageStats', new Map(collectionStats(view, collection)))
    return [answer]
  } finally {
    view.release()
  }
}

function indexStats(context: CommandContext, name: string | undefined): Doc[] {
  const collection = storedCollection(context.server.store.committedCatalog, `${context.database}.${name}`)
  return (collection?.indexes ?? []).map(
    (index): Doc =>
      new Map<string, Value>([
        ['name', index.name],
        ['key', index.spec.get('key') ?? null],
        ['spec', index.spec],
      ]),
  )
}

function listLocalSessions(context: CommandContext): Doc[] {
  return [...context.server.sessions.all()].map(
    (session): Doc =>
      new Map<string, Value>([
        ['_id', new Map<string, Value>([['id', new Binary(Buffer.from(session.key, 'latin1'), 4)]])],
        ['lastUse', new Date(session.lastUse)],
      ]),
  )
}
