import { readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { readScore } from '../store/text-keys.ts'
import type { DocumentScores } from './document-scores.ts'
import { type EntryScan, type Found, PASSED } from './entry-scan.ts'
import type { Postings } from './postings.ts'
import { ScoreHeap } from './score-heap.ts'

/** Postings summed in one step: a few hundredths of a millisecond. */
const STEP = 64

/** One that is not passed over. */
export interface Posting {
  readonly recordId: number
  readonly score: number
}

/** The documents of several terms by falling sum of their scores. All postings are read first. */
export class SummedPostings implements EntryScan {
  readonly #postings: readonly Postings[]
  readonly #documents: DocumentScores
  readonly #given: ReadonlySet<number>
  readonly #read: (readonly Posting[])[]
  #scores = new Map<number, number>()
  #at = 0
  #heap: ScoreHeap | undefined

  /** `read`: what was read of each before. `given`: documents that are not to be given again. */
  constructor(
    postings: readonly Postings[],
    read: readonly (readonly Posting[])[],
    documents: DocumentScores,
    given: ReadonlySet<number>,
  ) {
    this.#postings = postings
    this.#read = [...read]
    this.#documents = documents
    this.#given = given
  }

  get keysExamined(): number {
    return this.#postings.reduce((sum, { keysExamined }) => sum + keysExamined, 0)
  }

  next(reader: Reader): Found | typeof PASSED | undefined {
    if (!this.#heap) {
      if (this.#gather(reader)) return PASSED
      this.#heap = new ScoreHeap(this.#scores)
      this.#scores = new Map()
    }
    const best = this.#heap.pop()
    if (best && (this.#given.has(best.recordId) || this.#documents.lacksPhrase(reader, best.recordId))) return PASSED
    return best && { recordId: best.recordId, bytes: undefined, textScore: best.score }
  }

  pause(): void {
    this.#postings[this.#at]?.pause()
  }

  /** Adds some postings up. False once there are no more. */
  #gather(reader: Reader): boolean {
    const postings = this.#postings[this.#at]
    if (!postings) return false
    // The sum of a document is in the order of the terms, whatever was read first.
    for (const { recordId, score } of this.#read[this.#at] ?? []) this.#add(recordId, score)
    this.#read[this.#at] = []
    for (let count = 0; count < STEP; count++) {
      const key = postings.next(reader)
      if (key === undefined) {
        postings.pause()
        this.#at += 1
        return true
      }
      if (key === null) continue
      this.#add(readRecordId(key), readScore(key))
    }
    return true
  }

  #add(recordId: number, score: number): void {
    this.#scores.set(recordId, (this.#scores.get(recordId) ?? 0) + score)
  }
}
