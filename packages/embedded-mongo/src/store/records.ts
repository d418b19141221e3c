import { type Doc, encodeDocument, type Value } from '../values/index.ts'
import type { Collection, IndexDefinition } from './catalog.ts'
import { changeOf } from './change.ts'
import { duplicateKey } from './duplicate-key.ts'
import { type IndexKey, indexKeys } from './index-keys.ts'
import { documentKey, encodeRecordId, indexPrefix, type Key, readRecordId, toBytes } from './keyspace.ts'
import type { Statement } from './statement.ts'
import { describeUpdate } from './update-description.ts'

/** A document where it is stored. */
export interface StoredDocument {
  readonly recordId: number
  readonly bytes: Uint8Array
  readonly doc: Doc
}

/** LMDB keeps the entry's whole content in its key; one byte stands for the value where an index keeps no more. */
const PRESENT = Buffer.from([1])

/** Stores a document with all its index entries; E11000 where a unique key is taken. */
export function insertRecord(statement: Statement, collection: Collection, doc: Doc, bytes: Uint8Array): number {
  statement.touch(collection)
  const recordId = statement.nextRecordId(collection.id)
  for (const index of collection.indexes) {
    const { keys, arrays } = indexKeys(index, doc)
    noteArrays(statement, collection, index, arrays)
    for (const key of keys) addEntry(statement, collection, index, key, recordId)
  }
  const key = documentKey(collection.id, recordId)
  statement.claim(key)
  statement.put(key, bytes)
  statement.count(collection.id, 1, bytes.length)
  statement.changes.push(changeOf('insert', collection, bytes))
  return recordId
}

/** Replaces a stored document and moves its index entries. */
export function updateRecord(
  statement: Statement,
  collection: Collection,
  before: StoredDocument,
  doc: Doc,
  bytes: Uint8Array,
  isReplacement = false,
): void {
  statement.touch(collection)
  const documentAt = documentKey(collection.id, before.recordId)
  statement.claim(documentAt)
  for (const index of collection.indexes) {
    const old = new Map(indexKeys(index, before.doc).keys.map((key) => [key.key, key]))
    const { keys, arrays } = indexKeys(index, doc)
    noteArrays(statement, collection, index, arrays)
    const added = keys.filter((key) => {
      const before = old.get(key.key)
      return !(old.delete(key.key) && sameBytes(before?.value, key.value))
    })
    for (const key of old.values()) removeEntry(statement, index, key, before.recordId)
    for (const key of added) addEntry(statement, collection, index, key, before.recordId)
  }
  statement.put(documentAt, bytes)
  statement.count(collection.id, 0, bytes.length - before.bytes.length)
  if (isReplacement)
    statement.changes.push(changeOf('replace', collection, bytes, { before: before.bytes, after: undefined }))
  else {
    const description = encodeDocument(new Map([['_id', idOf(doc)], ...describeUpdate(before.doc, doc)]))
    statement.changes.push(changeOf('update', collection, description, { before: before.bytes, after: bytes }))
  }
}

/** Removes a stored document and its index entries. */
export function deleteRecord(statement: Statement, collection: Collection, before: StoredDocument): void {
  statement.touch(collection)
  const key = documentKey(collection.id, before.recordId)
  statement.claim(key)
  for (const index of collection.indexes)
    for (const entry of indexKeys(index, before.doc).keys) removeEntry(statement, index, entry, before.recordId)
  statement.remove(key)
  statement.count(collection.id, -1, -before.bytes.length)
  const id = encodeDocument(new Map([['_id', idOf(before.doc)]]))
  statement.changes.push(changeOf('delete', collection, id, { before: before.bytes, after: undefined }))
}

const sameBytes = (a: Uint8Array = PRESENT, b: Uint8Array = PRESENT): boolean => Buffer.compare(a, b) === 0

const idOf = (doc: Doc): Value => doc.get('_id') ?? null

/** The key of an index entry: unique ones carry the record id as their value instead. */
export const entryKey = (index: IndexDefinition, key: Key, recordId: number): Key =>
  index.unique ? indexPrefix(index.id) + key : indexPrefix(index.id) + key + encodeRecordId(recordId)

export const entryRecordId = (index: IndexDefinition, entry: { key: Key; value: Uint8Array }): number =>
  readRecordId(index.unique ? entry.value : entry.key)

/** Adds one index entry; E11000 where it is unique and taken by another document. */
export function addEntry(
  statement: Statement,
  collection: Collection,
  index: IndexDefinition,
  { key, values, value = PRESENT }: IndexKey,
  recordId: number,
): void {
  const at = entryKey(index, key, recordId)
  if (!index.unique) {
    statement.put(at, value)
    return
  }
  statement.claim(at)
  const holder = statement.get(at)
  if (holder && readRecordId(holder) !== recordId) throw duplicateKey(collection, index, values)
  statement.put(at, toBytes(encodeRecordId(recordId)))
}

function removeEntry(statement: Statement, index: IndexDefinition, { key }: IndexKey, recordId: number): void {
  const at = entryKey(index, key, recordId)
  if (index.unique) statement.claim(at)
  statement.remove(at)
}

export function noteArrays(
  statement: Statement,
  collection: Collection,
  index: IndexDefinition,
  arrays: ReadonlySet<string>,
): void {
  for (const path of arrays) {
    if (index.multikey.has(path)) continue
    index.multikey.add(path)
    statement.arraysMet(collection)
  }
}
