import { MongoServerFailure } from '../errors.ts'
import { type Memory, type Sortable, SpillingSorter } from '../spill/index.ts'
import { patternKeys } from '../store/index-keys.ts'
import type { Key } from '../store/keyspace.ts'
import { byteOrder } from '../store/overlay.ts'
import type { Collation, Doc } from '../values/index.ts'
import { TEXT_SCORE } from './parse-sort.ts'
import type { SortPattern } from './plan-query.ts'
import type { FoundDocument } from './scan.ts'

export interface SortedRecord {
  readonly bytes: Uint8Array
  readonly key: Key
  readonly textScore: number | undefined
}

const HEAD_BYTES = 12
/** The key's bytes and those of the record itself. */
const OVERHEAD = 64

/** Its key's length, its text score (NaN: none), its key, its bytes. */
const RECORDS: Sortable<SortedRecord> = {
  compare: (a, b) => byteOrder(a.key, b.key),
  size: ({ key, bytes }) => bytes.length + key.length + OVERHEAD,
  encode({ bytes, key, textScore }) {
    const record = Buffer.allocUnsafe(HEAD_BYTES + key.length + bytes.length)
    record.writeUInt32LE(key.length)
    record.writeDoubleLE(textScore ?? Number.NaN, 4)
    record.write(key, HEAD_BYTES, 'latin1')
    record.set(bytes, HEAD_BYTES + key.length)
    return record
  },
  decode(record) {
    const buffer = Buffer.from(record.buffer, record.byteOffset, record.byteLength)
    const keyEnd = HEAD_BYTES + buffer.readUInt32LE(0)
    const score = buffer.readDoubleLE(4)
    return {
      key: buffer.toString('latin1', HEAD_BYTES, keyEnd),
      bytes: buffer.subarray(keyEnd),
      textScore: Number.isNaN(score) ? undefined : score,
    }
  },
}

/**
 * Orders documents as an index of the same pattern would, keeping only the first `limit`; ties in order of arrival. What
 * memory cannot hold goes to disk: `makeRoom` is to be called whenever it `isFull`.
 */
export class RecordSorter {
  readonly #pattern: SortPattern
  readonly #collation: Collation | null
  readonly #sorter: SpillingSorter<SortedRecord>

  constructor(pattern: SortPattern, collation: Collation | null, { memory, limit }: { memory: Memory; limit: number }) {
    this.#pattern = pattern
    this.#collation = collation
    this.#sorter = new SpillingSorter(RECORDS, { stage: 'a sort', memory, limit })
  }

  add({ bytes, doc, textScore }: FoundDocument): void {
    this.#sorter.add({ bytes, key: sortKey(this.#pattern, doc, this.#collation, textScore), textScore })
  }

  get isFull(): boolean {
    return this.#sorter.isFull
  }

  makeRoom(): Promise<void> {
    return this.#sorter.makeRoom()
  }

  /** The records in order, in batches. */
  finish(): AsyncGenerator<SortedRecord[], void, undefined> {
    return this.#sorter.finish()
  }

  close(): Promise<void> {
    return this.#sorter.close()
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
