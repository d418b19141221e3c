import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Pacer } from '../plan/index.ts'
import { type Collection, type IndexDefinition, storedCollection } from '../store/catalog.ts'
import { readCount } from '../store/counts.ts'
import { type IndexKey, indexKeys } from '../store/index-keys.ts'
import { afterPrefix, documentKey, documentPrefix, indexPrefix, readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { entryKey, entryRecordId } from '../store/records.ts'
import { isTextValue } from '../store/text-keys.ts'
import { decodeDocument, type Value } from '../values/index.ts'
import { count } from './arguments.ts'
import type { Command } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'

/** https://www.mongodb.com/docs/manual/reference/command/validate/ : documents decode, counts agree, indexes agree both ways. */
export const validate: Command = {
  name: 'validate',
  fields: ['full', 'repair', 'metadata', 'checkBSONConformance', 'background'],
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const view = context.open()
    try {
      const collection = storedCollection(view.catalog, namespace)
      if (!collection)
        throw new MongoServerFailure('NamespaceNotFound', `Collection '${namespace}' does not exist to validate.`)
      const errors: string[] = []
      const records = await checkDocuments(view, collection, errors, context.pacer)
      const keys = new Map<string, Value>()
      for (const index of collection.indexes)
        keys.set(index.name, count(await checkEntries(view, collection, index, errors, context.pacer)))
      return {
        fields: [
          ['ns', namespace],
          ['nrecords', count(records)],
          ['nIndexes', new Int32(collection.indexes.length)],
          ['keysPerIndex', keys],
          ['valid', errors.length === 0],
          ['errors', errors.slice(0, 100)],
        ],
      }
    } finally {
      view.release()
    }
  },
}

async function checkDocuments(reader: Reader, collection: Collection, errors: string[], pacer: Pacer): Promise<number> {
  const prefix = documentPrefix(collection.id)
  let records = 0
  let bytes = 0
  for (const { key, value } of reader.range(prefix, afterPrefix(prefix))) {
    const recordId = readRecordId(key)
    records += 1
    bytes += value.length
    const doc = decodeDocument(value)
    for (const index of collection.indexes) {
      if (index.isBuilding) continue
      for (const entry of indexKeys(index, doc).keys) {
        const at = entryKey(index, entry.key, recordId)
        const stored = reader.get(at)
        if (!stored && entry.mayLack) continue
        if (!stored || entryRecordId(index, { key: at, value: stored }) !== recordId)
          errors.push(`document ${recordId} is missing from index ${index.name}`)
      }
    }
    if (pacer.isDue()) await pacer.rest()
  }
  const counted = readCount(reader, collection.id)
  if (counted.documents !== records || counted.bytes !== bytes)
    errors.push(
      `the count says ${counted.documents} documents of ${counted.bytes} bytes; there are ${records} of ${bytes}`,
    )
  return records
}

async function checkEntries(
  reader: Reader,
  collection: Collection,
  index: IndexDefinition,
  errors: string[],
  pacer: Pacer,
): Promise<number> {
  const prefix = indexPrefix(index.id)
  let entries = 0
  for (const entry of reader.range(prefix, afterPrefix(prefix))) {
    const recordId = entryRecordId(index, entry)
    const bytes = reader.get(documentKey(collection.id, recordId))
    const key = index.unique ? entry.key.slice(prefix.length) : entry.key.slice(prefix.length, -8)
    const expected = bytes && indexKeys(index, decodeDocument(bytes)).keys.find((candidate) => candidate.key === key)
    if (!expected?.mayLack) entries += 1
    if (!expected || !isValueOf(expected, entry.value))
      errors.push(`index ${index.name} has an entry for document ${recordId} that does not belong there`)
    if (pacer.isDue()) await pacer.rest()
  }
  return entries
}

/** Only text indexes keep more than keys. */
const isValueOf = ({ value }: IndexKey, stored: Uint8Array): boolean =>
  value === undefined || isTextValue(stored, value)
