import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { samePattern } from '../plan/index.ts'
import { type Collection, type IndexDefinition, storedCollection, writableCollection } from '../store/catalog.ts'
import { ensureCollection, removeIndexes } from '../store/definitions.ts'
import { EXPIRY_INDEX } from '../store/first-indexes.ts'
import { showDocument } from '../store/show-value.ts'
import type { Doc, Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import { buildIndexes } from './build-indexes.ts'
import { wholeCursor } from './collections.ts'
import type { Command } from './command.ts'
import { findSame, parseIndexSpec } from './index-spec.ts'
import { namespaceOfCommand } from './namespace.ts'

/** https://www.mongodb.com/docs/manual/reference/command/createIndexes/ */
export const createIndexes: Command = {
  name: 'createIndexes',
  fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  inTransaction: true,
  async run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    const given = new Fields('createIndexes', context.body).docs('indexes') ?? []
    given.forEach(parseIndexSpec)
    if (given.length === 0) throw new MongoServerFailure('BadValue', 'Must specify at least one index to create')
    const before = await context.writer.statement((statement) => {
      const existing = statement.catalog.get(namespace)
      const collection = ensureCollection(statement, context.database, name)
      const wanted = given.map((spec) => parseIndexSpec(withDefaultCollation(collection, spec)))
      return { isCreated: !existing, collection, missing: wanted.filter((spec) => !findSame(collection, spec)) }
    })
    await buildIndexes(context, namespace, before.missing)
    await context.writer.settle()
    const count = before.collection.indexes.length
    return {
      fields: [
        ['numIndexesBefore', new Int32(count)],
        ['numIndexesAfter', new Int32(count + before.missing.length)],
        ['createdCollectionAutomatically', before.isCreated],
        ...(before.missing.length === 0 ? [['note', 'all indexes already exist'] satisfies [string, Value]] : []),
      ],
    }
  },
}

function withDefaultCollation({ options }: Collection, spec: Doc): Doc {
  const collation = options.get('collation')
  return collation === undefined || spec.has('collation') ? spec : new Map([...spec, ['collation', collation]])
}

/** https://www.mongodb.com/docs/manual/reference/command/dropIndexes/ */
export const dropIndexes: Command = {
  name: 'dropIndexes',
  aliases: ['deleteIndexes'],
  fields: ['index'],
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const wanted = new Fields('dropIndexes', context.body).value('index')
    const before = await context.writer.statement((statement) => {
      const collection = writableCollection(statement.catalog, namespace)
      if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns not found ${namespace}`)
      removeIndexes(statement, collection, chooseIndexes(collection, wanted))
      return collection.indexes.length
    })
    await context.writer.settle()
    context.server.collectGarbage()
    return { fields: [['nIndexesWas', new Int32(before)]] }
  },
}

/** The indexes a name, a pattern, a list of names or `*` stands for; `_id` is never among them. */
export function chooseIndexes(collection: Collection, wanted: Value | undefined): IndexDefinition[] {
  if (wanted === '*') return collection.indexes.filter(({ name }) => name !== '_id_')
  if (Array.isArray(wanted)) return wanted.flatMap((one) => chooseIndexes(collection, one))
  const index =
    wanted instanceof Map
      ? collection.indexes.find(({ spec }) => samePattern(spec.get('key'), wanted))
      : collection.indexes.find(({ name }) => name === wanted)
  if (!index)
    throw new MongoServerFailure(
      'IndexNotFound',
      wanted instanceof Map
        ? `can't find index with key: ${showDocument(wanted)}`
        : `index not found with name [${String(wanted)}]`,
    )
  if (index.name === '_id_') throw new MongoServerFailure('InvalidOptions', 'cannot drop _id index')
  return [index]
}

/** https://www.mongodb.com/docs/manual/reference/command/listIndexes/ */
export const listIndexes: Command = {
  name: 'listIndexes',
  fields: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'],
  run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    const collection = storedCollection(context.server.store.committedCatalog, namespace)
    if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns does not exist: ${namespace}`)
    return wholeCursor(
      `${context.database}.$cmd.listIndexes.${name}`,
      collection.indexes
        .filter((index) => !index.isBuilding && index.name !== EXPIRY_INDEX)
        .map((index) => describeIndex(collection, index)),
    )
  },
}

/** The index of a clustered collection bears the name and the marks it was made with. */
function describeIndex({ options }: Collection, { name, spec }: IndexDefinition): Doc {
  const clustered = options.get('clusteredIndex')
  return name === '_id_' && clustered instanceof Map ? new Map([...clustered, ['clustered', true]]) : spec
}
