import { MongoServerFailure } from '../errors.ts'
import { type Collation, type Doc, encodeIndexKey, keyRows, type Value } from '../values/index.ts'
import type { Direction, IndexDefinition } from './catalog.ts'
import { fromBytes, type Key } from './keyspace.ts'
import { textKeys } from './text-keys.ts'

export interface IndexKey {
  key: Key
  values: readonly Value[]
  /** What stands beside the key in an index that keeps more than keys. */
  value?: Uint8Array
  /** An index written by a version of before need not have it. */
  mayLack?: boolean
}

export interface IndexKeys {
  keys: IndexKey[]
  /** Array-valued prefixes of the indexed paths met in this document. */
  arrays: Set<string>
}

const NO_KEYS: IndexKeys = { keys: [], arrays: new Set() }

/** The keys under which `doc` stands in `index`: none when sparse or partial leave it out, several for arrays. */
export function indexKeys(index: IndexDefinition, doc: Doc): IndexKeys {
  if (index.filter && !index.filter.matches(doc)) return NO_KEYS
  if (index.text) return { keys: textKeys(index.text, doc), arrays: NO_KEYS.arrays }
  const [only] = index.pattern
  if (index.pattern.length === 1 && only && !only[0].includes('.')) {
    const value = doc.get(only[0])
    if (value === undefined && index.sparse) return NO_KEYS
    if (!Array.isArray(value)) {
      const values: Value[] = [value ?? null]
      return { keys: [encode(values, [only[1]], index.collation)], arrays: NO_KEYS.arrays }
    }
  }
  return patternKeys(index.pattern, doc, index.collation, index.sparse)
}

/** The keys of `doc` by `pattern`, distinct. Missing counts as null; an empty array as undefined. */
export function patternKeys(
  pattern: readonly (readonly [string, Direction])[],
  doc: Doc,
  collation: Collation | null,
  sparse = false,
): IndexKeys {
  const { rows, arrays } = keyRows(
    doc,
    pattern.map(([path]) => path.split('.')),
    (one, other) =>
      new MongoServerFailure('CannotIndexParallelArrays', `cannot index parallel arrays [${one}] [${other}]`),
  )
  const directions = pattern.map(([, direction]) => direction)
  const keys = new Map<Key, IndexKey>()
  for (const row of rows) {
    if (sparse && row.every((value) => value === undefined)) continue
    const key = encode(
      row.map((value) => (value === undefined ? null : value)),
      directions,
      collation,
    )
    keys.set(key.key, key)
  }
  return { keys: [...keys.values()], arrays }
}

function encode(values: readonly Value[], directions: readonly Direction[], collation: Collation | null): IndexKey {
  return { key: fromBytes(encodeIndexKey(values, directions, collation)), values }
}
