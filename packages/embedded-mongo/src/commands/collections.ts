import { Int32 } from 'bson'
import { maySee } from '../auth/authorize.ts'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import type { Collection } from '../store/catalog.ts'
import { readCount } from '../store/counts.ts'
import { dropCollection, logDropDatabase, renameCollection } from '../store/definitions.ts'
import { type Doc, encodeDocument, type Value } from '../values/index.ts'
import { unlistView } from '../views/index.ts'
import { Fields } from './arguments.ts'
import type { Answer, Command, CommandContext } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'

/** https://www.mongodb.com/docs/manual/reference/command/drop/ */
export const drop: Command = {
  name: 'drop',
  fields: [],
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const dropped = await context.writer.statement((statement) => {
      const collection = statement.catalog.get(namespace)
      if (collection?.settings.view) unlistView(statement, collection)
      if (collection) dropCollection(statement, collection)
      // The list of views is what they are made of.
      if (collection?.name === 'system.views')
        for (const other of collectionsOf(statement.catalog, context.database))
          if (other.settings.view) dropCollection(statement, other)
      return collection
    })
    await context.writer.settle()
    if (!dropped) return { fields: [['ns', namespace]] }
    context.server.collectGarbage()
    return {
      fields: [
        ['nIndexesWas', new Int32(dropped.indexes.length)],
        ['ns', namespace],
      ],
    }
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/dropDatabase/ */
export const dropDatabase: Command = {
  name: 'dropDatabase',
  fields: [],
  async run(context) {
    const isDropped = await context.writer.statement((statement) => {
      const collections = collectionsOf(statement.catalog, context.database)
      for (const collection of collections) dropCollection(statement, collection)
      if (collections.length > 0) logDropDatabase(statement, context.database)
      return collections.length > 0
    })
    await context.writer.settle()
    context.server.collectGarbage()
    return isDropped ? { fields: [['dropped', context.database]] } : {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/renameCollection/ */
export const rename: Command = {
  name: 'renameCollection',
  fields: ['to', 'dropTarget'],
  isAdminOnly: true,
  async run(context) {
    const fields = new Fields('renameCollection', context.body)
    const from = fields.requiredText('renameCollection')
    const to = fields.requiredText('to')
    const dropTarget = fields.flag('dropTarget')
    if (/^[^.]*\.system\./.test(from) || /^[^.]*\.system\./.test(to))
      throw new MongoServerFailure('IllegalOperation', 'renaming system collections is not allowed')
    if (from === to) throw new MongoServerFailure('IllegalOperation', "Can't rename a collection to itself")
    await context.writer.statement((statement) => {
      const source = statement.catalog.get(from)
      if (source?.settings.view)
        throw new MongoServerFailure('CommandNotSupportedOnView', `cannot rename view: ${from}`)
      if (!source) throw new MongoServerFailure('NamespaceNotFound', `Source collection ${from} does not exist`)
      const target = statement.catalog.get(to)
      if (target && !dropTarget) throw new MongoServerFailure('NamespaceExists', 'target namespace exists')
      if (target) dropCollection(statement, target, true)
      const dot = to.indexOf('.')
      renameCollection(statement, source, to.slice(0, Math.max(dot, 0)), to.slice(dot + 1))
    })
    await context.writer.settle()
    context.server.collectGarbage()
    return {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/listCollections/ */
export const listCollections: Command = {
  name: 'listCollections',
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run(context) {
    const fields = new Fields('listCollections', context.body)
    const filter = compileFilter(fields.doc('filter') ?? new Map())
    const entries = collectionsOf(context.server.store.committedCatalog, context.database)
      .map((collection) => describeCollection(collection, fields.flag('nameOnly')))
      .filter((entry) => filter.matches(entry))
    return wholeCursor(`${context.database}.$cmd.listCollections`, entries)
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/listDatabases/ */
export const listDatabases: Command = {
  name: 'listDatabases',
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  isAdminOnly: true,
  run(context) {
    const fields = new Fields('listDatabases', context.body)
    const filter = compileFilter(fields.doc('filter') ?? new Map())
    const isNameOnly = fields.flag('nameOnly')
    const names = new Set([...context.server.store.committedCatalog.values()].map(({ database }) => database))
    const { server, client } = context
    const databases = [...names]
      .filter((name) => !server.isSignInRequired || maySee(server.users, client, name))
      .sort()
      .map((name) => describeDatabase(context, name, isNameOnly))
      .filter((entry) => filter.matches(entry))
    return { fields: [['databases', databases], ...(isNameOnly ? [] : [totalSize(context)])] }
  },
}

const totalSize = (context: CommandContext): [string, Value] => [
  'totalSize',
  BigInt(context.server.store.environment.size()),
]

function describeDatabase({ server }: CommandContext, name: string, isNameOnly: boolean): Doc {
  const entry: Doc = new Map<string, Value>([['name', name]])
  if (isNameOnly) return entry
  const { committedCatalog, environment } = server.store
  const sizes = collectionsOf(committedCatalog, name).map(({ id }) => readCount(environment.latest, id).bytes)
  entry.set('sizeOnDisk', BigInt(sizes.reduce((sum, size) => sum + size, 0)))
  entry.set('empty', false)
  return entry
}

function describeCollection(collection: Collection, isNameOnly: boolean): Doc {
  const { view, timeField } = collection.settings
  const entry: Doc = new Map<string, Value>([
    ['name', collection.name],
    ['type', view ? 'view' : timeField === undefined ? 'collection' : 'timeseries'],
  ])
  if (isNameOnly) return entry
  entry.set('options', collection.options)
  const info: Doc = new Map([['readOnly', view !== undefined]])
  if (!view) info.set('uuid', collection.uuid)
  entry.set('info', info)
  const idIndex = collection.indexes.find(({ name }) => name === '_id_')
  if (idIndex && !collection.options.has('clusteredIndex')) entry.set('idIndex', idIndex.spec)
  return entry
}

export const collectionsOf = (catalog: ReadonlyMap<string, Collection>, database: string): Collection[] =>
  [...catalog.values()]
    .filter((collection) => collection.database === database)
    .sort((a, b) => (a.name < b.name ? -1 : 1))

/** An answer that holds all there is: its cursor is closed from the beginning. */
export const wholeCursor = (namespace: string, documents: readonly Doc[]): Answer => ({
  cursor: { field: 'firstBatch', documents: documents.map(encodeDocument), cursorId: 0n, namespace },
})
