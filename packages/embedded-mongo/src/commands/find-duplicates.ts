import type { Collection, IndexDefinition } from '../store/catalog.ts'
import { duplicateKey } from '../store/duplicate-key.ts'
import { indexKeys } from '../store/index-keys.ts'
import { afterPrefix, documentKey, encodeRecordId, indexPrefix, readRecordId } from '../store/keyspace.ts'
import type { Statement } from '../store/statement.ts'
import { type Doc, decodeDocument, type Value } from '../values/index.ts'

/** The ids of documents that stand under one key of an index that is not unique, key by key. */
export function findDuplicates(statement: Statement, collection: Collection, index: IndexDefinition): Doc[] {
  const prefix = indexPrefix(index.id)
  const suffix = encodeRecordId(0).length
  const groups: number[][] = []
  let last: string | undefined
  for (const { key } of statement.range(prefix, afterPrefix(prefix))) {
    const value = key.slice(0, -suffix)
    if (value === last) groups.at(-1)?.push(readRecordId(key))
    else groups.push([readRecordId(key)])
    last = value
  }
  return groups
    .filter((group) => group.length > 1)
    .map((group): Doc => new Map([['ids', group.map((recordId) => idOf(statement, collection, recordId))]]))
}

function idOf(statement: Statement, collection: Collection, recordId: number): Value {
  const bytes = statement.get(documentKey(collection.id, recordId))
  return (bytes && decodeDocument(bytes).get('_id')) ?? null
}

/** An index that is about to become unique takes no further duplicates. */
export function refuseDuplicate(
  statement: Statement,
  collection: Collection,
  index: IndexDefinition,
  doc: Doc,
  before: Doc | undefined,
): void {
  const had = new Set(before && indexKeys(index, before).keys.map(({ key }) => key))
  for (const { key, values } of indexKeys(index, doc).keys) {
    if (had.has(key)) continue
    const prefix = indexPrefix(index.id) + key
    statement.claim(prefix)
    for (const _ of statement.range(prefix, afterPrefix(prefix))) throw duplicateKey(collection, index, values)
  }
}
