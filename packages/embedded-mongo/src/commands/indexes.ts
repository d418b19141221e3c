import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { samePattern } from '../plan/index.ts'
import type { Collection, IndexDefinition } from '../store/catalog.ts'
import { changeIndex, ensureCollection, removeIndexes } from '../store/definitions.ts'
import { showDocument } from '../store/show-value.ts'
import type { Doc, Value } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'
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
    const specs = new Fields('createIndexes', context.body).docs('indexes')?.map(parseIndexSpec)
    if (!specs || specs.length === 0)
      throw new MongoServerFailure('BadValue', 'Must specify at least one index to create')
    const before = await context.writer.statement((statement) => {
      const existing = statement.catalog.get(namespace)
      const collection = ensureCollection(statement, context.database, name)
      return { isCreated: !existing, collection, missing: specs.filter((spec) => !findSame(collection, spec)) }
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

/** https://www.mongodb.com/docs/manual/reference/command/dropIndexes/ */
export const dropIndexes: Command = {
  name: 'dropIndexes',
  aliases: ['deleteIndexes'],
  fields: ['index'],
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const wanted = new Fields('dropIndexes', context.body).value('index')
    const before = await context.writer.statement((statement) => {
      const collection = statement.catalog.get(namespace)
      if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns not found ${namespace}`)
      removeIndexes(statement, collection, chooseIndexes(collection, wanted))
      return collection.indexes.length
    })
    await context.writer.settle()
    context.server.collectGarbage()
    return { fields: [['nIndexesWas', new Int32(before)]] }
  },
}

function chooseIndexes(collection: Collection, wanted: Value | undefined): IndexDefinition[] {
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
    const collection = context.server.store.committedCatalog.get(namespace)
    if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns does not exist: ${namespace}`)
    return wholeCursor(
      `${context.database}.$cmd.listIndexes.${name}`,
      collection.indexes.filter((index) => !index.isBuilding).map(({ spec }) => spec),
    )
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/collMod/ : the changes of an index. */
export const collMod: Command = {
  name: 'collMod',
  fields: ['index'],
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const change = new Fields('collMod', context.body).doc('index')
    if (!change) return {}
    checkKnown('collMod.index', change, ['keyPattern', 'name', 'expireAfterSeconds', 'hidden'])
    const answer = await context.writer.statement((statement) => {
      const collection = statement.catalog.get(namespace)
      if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns does not exist: ${namespace}`)
      const [index] = chooseIndexes(collection, change.get('name') ?? change.get('keyPattern'))
      return index ? modifyIndex(index, change, (spec) => changeIndex(statement, collection, index, spec)) : []
    })
    await context.writer.settle()
    return { fields: answer }
  },
}

function modifyIndex(index: IndexDefinition, change: Doc, apply: (spec: Doc) => void): [string, Value][] {
  const spec = new Map(index.spec)
  const answer: [string, Value][] = []
  for (const option of ['expireAfterSeconds', 'hidden']) {
    const value = change.get(option)
    if (value === undefined) continue
    answer.push([`${option}_old`, spec.get(option) ?? false], [`${option}_new`, value])
    if (value === false) spec.delete(option)
    else spec.set(option, value)
  }
  apply(parseIndexSpec(spec))
  return answer
}
