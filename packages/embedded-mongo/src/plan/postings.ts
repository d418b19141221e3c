import type { Filter } from '../match/index.ts'
import { afterPrefix, type Key } from '../store/keyspace.ts'
import { type Entry, type Reader, readBatch } from '../store/reader.ts'
import { readScore, readSignature, readSuffix } from '../store/text-keys.ts'
import { mayContain, type PhraseTraces, type TextIndex } from '../text/index.ts'
import type { TextAccess } from './plan-text.ts'

/** Entries read at once, at first: few enough that a page of one term reads little too much; then more and more, which makes each cheaper. */
const FEW = 64
const MANY = 512

/** The entries of one term of a text index, the highest scores first. Can stop and go on later over another snapshot. */
export class Postings {
  readonly #high: Key
  readonly #text: TextIndex
  readonly #phrases: PhraseTraces | undefined
  readonly #covered: Filter | undefined
  #low: Key
  #batchSize = FEW
  #batch: readonly Entry[] = []
  #at = 0
  #isLast = false
  #given: Key | undefined
  #isOver = false
  keysExamined = 0

  /** Entries of documents that cannot have the phrases, or do not meet the conditions on paths behind the text, are passed over. */
  constructor(term: Key, { text, query, covered }: TextAccess) {
    this.#text = text
    this.#low = term
    this.#high = afterPrefix(term)
    this.#phrases = query.phraseTraces
    this.#covered = covered
  }

  /** The whole key, which `readScore` and `readRecordId` take apart; null: passed over. */
  next(reader: Reader): Key | null | undefined {
    if (this.#at === this.#batch.length) this.#read(reader)
    const entry = this.#batch[this.#at]
    if (!entry) {
      this.#isOver = true
      return undefined
    }
    this.#given = entry.key
    this.#at += 1
    this.keysExamined += 1
    return this.#isWanted(entry.value) ? entry.key : null
  }

  #isWanted(value: Uint8Array): boolean {
    if (this.#phrases && !mayContain(readSignature(value, this.#text), this.#phrases.bits)) return false
    const suffix = this.#covered && readSuffix(value)
    return !this.#covered || !suffix || this.#covered.matches(suffix)
  }

  /** Of the entries to come none has a higher score. */
  get highest(): number {
    if (this.#isOver) return 0
    return this.#given === undefined ? Number.POSITIVE_INFINITY : readScore(this.#given)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** What was read ahead is forgotten: the next snapshot may have other entries. */
  pause(): void {
    if (this.#given !== undefined) this.#low = `${this.#given}\0`
    this.#batch = []
    this.#at = 0
    this.#isLast = false
  }

  #read(reader: Reader): void {
    const last = this.#batch.at(-1)
    if (last) this.#low = `${last.key}\0`
    this.#batch = this.#isLast ? [] : readBatch(reader, this.#low, this.#high, this.#batchSize)
    this.#isLast = this.#batch.length < this.#batchSize
    this.#batchSize = Math.min(this.#batchSize * 2, MANY)
    this.#at = 0
  }
}
