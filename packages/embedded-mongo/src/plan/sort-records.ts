import { MongoServerFailure } from '../errors.ts'
import { patternKeys } from '../store/index-keys.ts'
import type { Key } from '../store/keyspace.ts'
import { byteOrder } from '../store/overlay.ts'
import type { StoredDocument } from '../store/records.ts'
import { type Collation, type Doc, isNumber, toDouble } from '../values/index.ts'
import type { SortPattern } from './plan-query.ts'

/** 100 MB, as MongoDB holds before it spills or refuses. */
const MAX_SORT_BYTES = 104_857_600

export interface SortedRecord {
  recordId: number
  bytes: Uint8Array
  doc: Doc | undefined
  key: Key
}

/** Orders documents as an index of the same pattern would, keeping only the first `limit`; ties in order of arrival. */
export class RecordSorter {
  readonly #pattern: SortPattern
  readonly #collation: Collation | null
  readonly #limit: number
  #records: SortedRecord[] = []
  #bytes = 0

  constructor(pattern: SortPattern, collation: Collation | null, limit = Number.POSITIVE_INFINITY) {
    this.#pattern = pattern
    this.#collation = collation
    this.#limit = limit
  }

  add({ recordId, bytes, doc }: StoredDocument): void {
    this.#records.push({ recordId, bytes, doc: undefined, key: sortKey(this.#pattern, doc, this.#collation) })
    this.#bytes += bytes.length
    if (this.#records.length > 2 * this.#limit + 1000 || this.#bytes > MAX_SORT_BYTES) this.#cut()
  }

  finish(): SortedRecord[] {
    this.#cut()
    return this.#records
  }

  #cut(): void {
    this.#records.sort((a, b) => byteOrder(a.key, b.key))
    if (this.#records.length > this.#limit) this.#records.length = this.#limit
    this.#bytes = this.#records.reduce((sum, { bytes }) => sum + bytes.length, 0)
    if (this.#bytes > MAX_SORT_BYTES)
      throw new MongoServerFailure(
        292,
        'Executor error during find command :: caused by :: Sort exceeded memory limit of 104857600 bytes; an index that gives this order, or a limit, avoids the sort',
      )
  }
}

/** The bytes by which a document sorts: of arrays the least element, or the greatest where the direction is down. */
export function sortKey(pattern: SortPattern, doc: Doc, collation: Collation | null): Key {
  const [first, ...others] = patternKeys(pattern, doc, collation).keys
  let key = first?.key ?? ''
  for (const other of others) if (other.key < key) key = other.key
  return key
}

/** Checks a sort specification: paths to 1 or -1. */
export function parseSort(spec: Doc | undefined): SortPattern | undefined {
  if (!spec || spec.size === 0) return undefined
  return [...spec].map(([path, direction]) => {
    const number = isNumber(direction) ? toDouble(direction) : Number.NaN
    if (direction instanceof Map)
      throw new MongoServerFailure('NotImplemented', `sorting by an expression ($meta) is not implemented: ${path}`)
    if (number !== 1 && number !== -1)
      throw new MongoServerFailure(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    if (path === '') throw new MongoServerFailure('BadValue', 'FieldPath cannot be constructed with empty string')
    return [path, number] as const
  })
}
