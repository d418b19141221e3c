import { MongoServerFailure } from '../errors.ts'
import {
  type Collation,
  type Doc,
  encodeIndexKey,
  isPosition,
  type Missing,
  UNDEFINED,
  type Value,
} from '../values/index.ts'
import type { Direction, IndexDefinition } from './catalog.ts'
import { fromBytes, type Key } from './keyspace.ts'
import { textKeys } from './text-keys.ts'

export interface IndexKey {
  key: Key
  values: readonly Value[]
  /** What stands beside the key in an index that keeps more than keys. */
  value?: Uint8Array
}

export interface IndexKeys {
  keys: IndexKey[]
  /** Array-valued prefixes of the indexed paths met in this document. */
  arrays: Set<string>
}

interface Walk {
  value: Value | Missing
  rest: readonly string[]
  consumed: readonly string[]
  /** An element of an expanded array: not expanded again. */
  settled: boolean
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
  const arrays = new Set<string>()
  const rows: (readonly (Value | Missing)[])[] = []
  expand(
    pattern.map(([path]) => ({ value: doc, rest: path.split('.'), consumed: [], settled: false })),
    arrays,
    rows,
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

function expand(fields: readonly Walk[], arrays: Set<string>, rows: (readonly (Value | Missing)[])[]): void {
  const walked = fields.map(descend)
  let pending: Walk | undefined
  for (const field of walked) {
    if (!Array.isArray(field.value) || field.settled) continue
    if (pending && pending.value !== field.value)
      throw new MongoServerFailure(
        'CannotIndexParallelArrays',
        `cannot index parallel arrays [${pending.consumed.at(-1)}] [${field.consumed.at(-1)}]`,
      )
    pending = field
  }
  if (!pending) {
    rows.push(walked.map((field) => (field.rest.length > 0 ? undefined : field.value)))
    return
  }
  const array = pending.value
  if (!Array.isArray(array)) return
  arrays.add(pending.consumed.join('.'))
  const elements: (Value | Missing)[] = array.length > 0 ? array : [undefined]
  for (const element of elements) {
    expand(
      walked.map((field) => {
        if (field.value !== array || field.settled) return field
        if (array.length === 0)
          return { ...field, value: field.rest.length === 0 ? UNDEFINED : undefined, settled: true }
        return { ...field, value: element, settled: field.rest.length === 0 || Array.isArray(element) }
      }),
      arrays,
      rows,
    )
  }
}

/** Follows the path through documents, and through an array where the next name is an index into it. */
function descend(field: Walk): Walk {
  let { value, rest, consumed } = field
  while (rest.length > 0) {
    const [name = ''] = rest
    if (value instanceof Map) value = value.get(name)
    else if (Array.isArray(value) && !field.settled && isPosition(name)) value = value[Number(name)]
    else break
    consumed = [...consumed, name]
    rest = rest.slice(1)
  }
  return { value, rest, consumed, settled: field.settled }
}
