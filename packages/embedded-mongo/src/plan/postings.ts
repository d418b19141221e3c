import type { Filter } from '../match/index.ts'
import { afterPrefix, type Key } from '../store/keyspace.ts'
import { type Entry, type Reader, readBatch } from '../store/reader.ts'
import { readSignature, readSuffix } from '../store/text-keys.ts'
import { mayContain, type TextIndex } from '../text/index.ts'
import type { TextAccess } from './plan-text.ts'

/** The entries of one term of a text index, the highest scores first. Can stop and go on later over another snapshot. */
export class Postings {
  readonly #high: Key
  readonly #batchSize: number
  readonly #text: TextIndex
  readonly #phraseBits: Uint8Array | undefined
  readonly #covered: Filter | undefined
  #low: Key
  #batch: readonly Entry[] = []
  #at = 0
  #isLast = false
  keysExamined = 0

  /** Entries of documents that cannot have the phrases, or do not meet the conditions on paths behind the text, are passed over. `batchSize`: how many are read at once. */
  constructor(term: Key, { text, query, covered }: TextAccess, batchSize: number) {
    this.#batchSize = batchSize
    this.#text = text
    this.#low = term
    this.#high = afterPrefix(term)
    this.#phraseBits = query.phraseBits
    this.#covered = covered
  }

  /** The whole key, which `readScore` and `readRecordId` take apart; null: passed over. */
  next(reader: Reader): Key | null | undefined {
    if (this.#at === this.#batch.length) this.#read(reader)
    const entry = this.#batch[this.#at]
    if (!entry) return undefined
    this.#at += 1
    this.keysExamined += 1
    return this.#isWanted(entry.value) ? entry.key : null
  }

  #isWanted(value: Uint8Array): boolean {
    if (this.#phraseBits && !mayContain(readSignature(value, this.#text), this.#phraseBits)) return false
    const suffix = this.#covered && readSuffix(value)
    return !this.#covered || !suffix || this.#covered.matches(suffix)
  }

  /** What was read ahead is forgotten: the next snapshot may have other entries. */
  pause(): void {
    const given = this.#batch[this.#at - 1]
    if (given) this.#low = `${given.key}\0`
    this.#batch = []
    this.#at = 0
    this.#isLast = false
  }

  #read(reader: Reader): void {
    const last = this.#batch.at(-1)
    if (last) this.#low = `${last.key}\0`
    this.#batch = this.#isLast ? [] : readBatch(reader, this.#low, this.#high, this.#batchSize)
    this.#isLast = this.#batch.length < this.#batchSize
    this.#at = 0
  }
}
