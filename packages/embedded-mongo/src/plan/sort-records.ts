import { MongoServerFailure } from '../errors.ts'
import { patternKeys } from '../store/index-keys.ts'
import type { Key } from '../store/keyspace.ts'
import { byteOrder } from '../store/overlay.ts'
import type { Collation, Doc } from '../values/index.ts'
import { TEXT_SCORE } from './parse-sort.ts'
import type { SortPattern } from './plan-query.ts'
import type { FoundDocument } from './scan.ts'

/** 100 MB, as MongoDB holds before it spills or refuses. */
const MAX_SORT_BYTES = 104_857_600

export interface SortedRecord {
  recordId: number
  bytes: Uint8Array
  doc: Doc | undefined
  key: Key
  textScore: number | undefined
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

  add({ recordId, bytes, doc, textScore }: FoundDocument): void {
    const key = sortKey(this.#pattern, doc, this.#collation, textScore)
    this.#records.push({ recordId, bytes, doc: undefined, key, textScore })
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
export function sortKey(pattern: SortPattern, doc: Doc, collation: Collation | null, textScore?: number): Key {
  const [first, ...others] = patternKeys(pattern, withScore(pattern, doc, textScore), collation).keys
  let key = first?.key ?? ''
  for (const other of others) if (other.key < key) key = other.key
  return key
}

function withScore(pattern: SortPattern, doc: Doc, textScore: number | undefined): Doc {
  if (!pattern.some(([path]) => path === TEXT_SCORE)) return doc
  if (textScore === undefined)
    throw new MongoServerFailure(40218, 'query requires text score metadata, but it is not available')
  return new Map(doc).set(TEXT_SCORE, textScore)
}
