import { randomUUID } from 'node:crypto'
import { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { type Doc, decodeDocument, encodeDocument } from '../values/index.ts'
import { type Collection, defineIndex, type IndexDefinition, writableCollection } from './catalog.ts'
import { changeOf } from './change.ts'
import { readSettings } from './collection-settings.ts'
import { firstIndexes } from './first-indexes.ts'
import { indexKeys } from './index-keys.ts'
import { afterPrefix, countKey, documentPrefix, garbageKey, indexPrefix, type Key, readRecordId } from './keyspace.ts'
import { addEntry, noteArrays } from './records.ts'
import type { Statement } from './statement.ts'
import type { Store } from './store.ts'

const MARK = Buffer.from([1])

/** Names are claimed, so that two open transactions cannot both create one collection. */
const nameClaim = (namespace: string): Key => `c${namespace}`

export function createCollection(statement: Statement, database: string, name: string, options: Doc): Collection {
  checkName(database, name)
  const namespace = `${database}.${name}`
  statement.claim(nameClaim(namespace))
  const collection: Collection = {
    id: statement.nextId(),
    database,
    name,
    uuid: new Binary(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID),
    options,
    settings: readSettings(options),
    indexes: firstIndexes(options).map((spec) => defineIndex(statement.nextId(), spec)),
  }
  statement.setCollection(namespace, collection)
  return collection
}

/** The collection of a write, made on the way if it is not there yet. */
export function ensureCollection(statement: Statement, database: string, name: string): Collection {
  const existing = writableCollection(statement.catalog, `${database}.${name}`)
  if (!existing) refuseSystemName(database, name)
  return existing ?? createCollection(statement, database, name, new Map())
}

/** Names under system. are the server's own; only what MongoDB itself leaves to clients may be made by one. */
export function refuseSystemName(database: string, name: string): void {
  if (name.startsWith('system.') && name !== 'system.js')
    throw new MongoServerFailure('InvalidNamespace', `Invalid system namespace: ${database}.${name}`)
}

/** `isReplaced`: another collection takes its name in the same statement, and the log tells of that instead. */
export function dropCollection(statement: Statement, collection: Collection, isReplaced = false): void {
  const namespace = `${collection.database}.${collection.name}`
  statement.claimDefinition(collection)
  statement.claim(nameClaim(namespace))
  statement.setCollection(namespace, undefined)
  statement.remove(countKey(collection.id))
  discard(statement, documentPrefix(collection.id))
  for (const index of collection.indexes) discard(statement, indexPrefix(index.id))
  if (!isReplaced) statement.changes.push(changeOf('drop', collection, encodeDocument(new Map())))
}

/** Tells the commit log that a whole database, whose collections are dropped already, is gone. */
export function logDropDatabase(statement: Statement, database: string): void {
  statement.changes.push({ kind: 'dropDatabase', database, collection: '', payload: encodeDocument(new Map()) })
}

/** Changes what create was given; indexes and documents stay. */
export function changeOptions(statement: Statement, collection: Collection, options: Doc): void {
  statement.claimDefinition(collection)
  const changed = { ...collection, options, settings: readSettings(options) }
  statement.setCollection(`${collection.database}.${collection.name}`, changed)
}

export function renameCollection(statement: Statement, from: Collection, database: string, name: string): void {
  checkName(database, name)
  statement.claimDefinition(from)
  statement.claim(nameClaim(`${database}.${name}`))
  statement.setCollection(`${from.database}.${from.name}`, undefined)
  statement.setCollection(`${database}.${name}`, { ...from, database, name })
  const to: Doc = new Map([
    ['db', database],
    ['coll', name],
  ])
  statement.changes.push(changeOf('rename', from, encodeDocument(new Map([['to', to]]))))
}

/** Adds an index without entries. */
export function addIndex(statement: Statement, collection: Collection, spec: Doc, isBuilding = false): IndexDefinition {
  const index = defineIndex(statement.nextId(), spec, new Set(), isBuilding)
  replaceIndexes(statement, collection, [...collection.indexes, index])
  return index
}

export function removeIndexes(statement: Statement, collection: Collection, removed: readonly IndexDefinition[]): void {
  replaceIndexes(
    statement,
    collection,
    collection.indexes.filter((index) => !removed.includes(index)),
  )
  for (const index of removed) discard(statement, indexPrefix(index.id))
}

/** Changes an index's specification; its entries and array paths stay. */
export function changeIndex(statement: Statement, collection: Collection, index: IndexDefinition, spec: Doc): void {
  const changed = defineIndex(index.id, spec, index.multikey)
  replaceIndexes(
    statement,
    collection,
    collection.indexes.map((other) => (other === index ? changed : other)),
  )
}

export function replaceIndexes(
  statement: Statement,
  collection: Collection,
  indexes: readonly IndexDefinition[],
): Collection {
  statement.claimDefinition(collection)
  const changed = { ...collection, indexes }
  statement.setCollection(`${collection.database}.${collection.name}`, changed)
  return changed
}

/** Adds the entries of up to `limit` documents from `after` on. Returns the last record id looked at, or undefined at the end. */
export function fillIndexes(
  statement: Statement,
  collection: Collection,
  indexes: readonly IndexDefinition[],
  after: Key,
  limit: number,
): Key | undefined {
  const prefix = documentPrefix(collection.id)
  let count = 0
  let last: Key | undefined
  const documents: { key: Key; value: Uint8Array }[] = []
  for (const entry of statement.range(after, afterPrefix(prefix))) {
    documents.push(entry)
    last = entry.key
    if (++count === limit) break
  }
  for (const { key, value } of documents) {
    const doc = decodeDocument(value)
    for (const index of indexes) {
      const { keys, arrays } = indexKeys(index, doc)
      noteArrays(statement, collection, index, arrays)
      for (const entry of keys) addEntry(statement, collection, index, entry, readRecordId(key))
    }
  }
  return count === limit ? last : undefined
}

/** Leaves the removal of all keys under `prefix` to the collector. */
export function discard(statement: Statement, prefix: Key): void {
  statement.put(garbageKey(prefix), MARK)
}

/** MongoDB's rules for names (source: the manual's "MongoDB Limits and Thresholds"). */
export function checkName(database: string, name: string): void {
  const fail = (reason: string) =>
    new MongoServerFailure('InvalidNamespace', `Invalid namespace specified '${database}.${name}': ${reason}`)
  if (database === '' || /[/\\. "$\0]/.test(database) || Buffer.byteLength(database) > 63)
    throw fail('not a valid database name')
  if (name === '') throw fail('Collection names cannot be empty')
  if (name.startsWith('.') || name.endsWith('.')) throw fail('Collection names cannot start or end with "."')
  if (name.includes('\0') || name.includes('$')) throw fail('Collection names cannot contain "$" or a null character')
  if (Buffer.byteLength(`${database}.${name}`) > 255) throw fail('Fully qualified namespace is too long')
}

/** Removes indexes whose building a crash cut short: nobody was told that they exist. */
export function abandonBuilds(store: Store): void {
  for (const collection of store.committedCatalog.values()) {
    const unfinished = collection.indexes.filter(({ isBuilding }) => isBuilding)
    if (unfinished.length > 0) store.apply((statement) => removeIndexes(statement, collection, unfinished))
  }
}
