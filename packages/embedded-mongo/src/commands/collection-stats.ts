import type { Collection } from '../store/catalog.ts'
import { readCount } from '../store/counts.ts'
import type { Reader } from '../store/reader.ts'
import type { Value } from '../values/index.ts'
import { count } from './arguments.ts'

/** What collStats says of a collection. */
export function collectionStats(reader: Reader, collection: Collection): [string, Value][] {
  const { documents, bytes } = readCount(reader, collection.id)
  return [
    ['size', count(bytes)],
    ['count', count(documents)],
    ...(documents > 0 ? [['avgObjSize', count(Math.round(bytes / documents))] satisfies [string, Value]] : []),
    ['storageSize', count(bytes)],
    ['capped', false],
    ['nindexes', count(collection.indexes.length)],
  ]
}
