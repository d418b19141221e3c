import type { Collection, IndexDefinition } from '../store/catalog.ts'
import { readCount } from '../store/counts.ts'
import { afterPrefix, indexPrefix } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import type { Doc, Value } from '../values/index.ts'
import { count } from './arguments.ts'

/** Sizes in bytes, of documents and index entries as they are stored; pages that are partly filled are not counted. */
export interface CollectionSizes {
  readonly documents: number
  readonly bytes: number
  readonly indexes: ReadonlyMap<string, number>
  readonly indexBytes: number
}

/** More entries of an index are not looked at: the size of the rest is taken from theirs. */
const SAMPLED_ENTRIES = 2000

export function measureCollection(reader: Reader, collection: Collection): CollectionSizes {
  const { documents, bytes } = readCount(reader, collection.id)
  const indexes = new Map(collection.indexes.map((index) => [index.name, measureIndex(reader, index, documents)]))
  const indexBytes = [...indexes.values()].reduce((sum, size) => sum + size, 0)
  return { documents, bytes, indexes, indexBytes }
}

/** Exact for small indexes; for large ones as if every document had one entry of the average size of the first. */
function measureIndex(reader: Reader, index: IndexDefinition, documents: number): number {
  const prefix = indexPrefix(index.id)
  const entries = reader.range(prefix, afterPrefix(prefix))
  let size = 0
  let seen = 0
  for (const { key, value } of entries) {
    size += key.length + value.length
    if (++seen === SAMPLED_ENTRIES) break
  }
  entries.return(undefined)
  return seen < SAMPLED_ENTRIES ? size : Math.round((size / seen) * Math.max(documents, seen))
}

/** What collStats says of a collection, sizes divided by `scale`. */
export function collectionStats(reader: Reader, collection: Collection, scale = 1): [string, Value][] {
  const { documents, bytes, indexes, indexBytes } = measureCollection(reader, collection)
  const size = (value: number): Value => count(Math.trunc(value / scale))
  const indexSizes: Doc = new Map([...indexes].map(([name, value]) => [name, size(value)]))
  return [
    ['size', size(bytes)],
    ['count', count(documents)],
    ...(documents > 0 ? [['avgObjSize', count(Math.round(bytes / documents))] satisfies [string, Value]] : []),
    ['numOrphanDocs', count(0)],
    ['storageSize', size(bytes)],
    ['totalIndexSize', size(indexBytes)],
    ['totalSize', size(bytes + indexBytes)],
    ['indexSizes', indexSizes],
    ['capped', false],
    ['nindexes', count(collection.indexes.length)],
    ['indexBuilds', collection.indexes.filter(({ isBuilding }) => isBuilding).map(({ name }) => name)],
    ['scaleFactor', count(scale)],
  ]
}
