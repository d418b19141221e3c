import { type Collection, type IndexDefinition, namespaceOf } from '../store/catalog.ts'
import { createCollection } from '../store/definitions.ts'
import { indexKeys } from '../store/index-keys.ts'
import { documentKey } from '../store/keyspace.ts'
import { deleteRecord, entryKey, entryRecordId, insertRecord, type StoredDocument } from '../store/records.ts'
import type { Statement } from '../store/statement.ts'
import { type Doc, decodeDocument, encodeDocument, type Value } from '../values/index.ts'

/** The collection in which a database lists its views, as MongoDB does. */
const LIST = 'system.views'

/** Writes a view's definition where `db.system.views.find()` shows it. */
export function listView(statement: Statement, { database, name, options }: Collection): void {
  const list = statement.catalog.get(`${database}.${LIST}`) ?? createCollection(statement, database, LIST, new Map())
  const doc: Doc = new Map<string, Value>([['_id', `${database}.${name}`], ...options])
  insertRecord(statement, list, doc, encodeDocument(doc))
}

export function unlistView(statement: Statement, view: Collection): void {
  const list = statement.catalog.get(`${view.database}.${LIST}`)
  const idIndex = list?.indexes[0]
  const found = list && idIndex && findById(statement, list, idIndex, namespaceOf(view))
  if (list && found) deleteRecord(statement, list, found)
}

function findById(
  statement: Statement,
  list: Collection,
  index: IndexDefinition,
  id: string,
): StoredDocument | undefined {
  const [entry] = indexKeys(index, new Map([['_id', id]])).keys
  const key = entry && entryKey(index, entry.key, 0)
  const value = key && statement.get(key)
  if (!value) return undefined
  const recordId = entryRecordId(index, { key, value })
  const bytes = statement.get(documentKey(list.id, recordId))
  return bytes && { recordId, bytes, doc: decodeDocument(bytes) }
}
