import { afterPrefix, type Key, readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { readScore } from '../store/text-keys.ts'
import { type EntryScan, type Found, PASSED } from './entry-scan.ts'
import type { TextAccess } from './plan-text.ts'
import { ScoreHeap } from './score-heap.ts'
import { Stretch } from './stretch.ts'

/** Postings read in one step. */
const STEP = 16

export const openText = (access: TextAccess): EntryScan => {
  const postings = access.terms.map((term) => new Postings(term))
  const [only] = postings
  return only && postings.length === 1 ? only : new SummedPostings(postings)
}

/** The documents of one term, as the index has them: by falling score. */
class Postings implements EntryScan {
  readonly #stretch: Stretch
  keysExamined = 0

  constructor(term: Key) {
    this.#stretch = new Stretch(term, afterPrefix(term), false)
  }

  next(reader: Reader): Found | undefined {
    const entry = this.#stretch.next(reader)
    if (!entry) return undefined
    this.keysExamined += 1
    return { recordId: readRecordId(entry.key), bytes: undefined, textScore: readScore(entry.key) }
  }

  pause(): void {
    this.#stretch.pause()
  }
}

/** The documents of several terms by falling sum of their scores. All postings are read first. */
class SummedPostings implements EntryScan {
  readonly #postings: readonly Postings[]
  #scores = new Map<number, number>()
  #at = 0
  #heap: ScoreHeap | undefined

  constructor(postings: readonly Postings[]) {
    this.#postings = postings
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
    return best && { recordId: best.recordId, bytes: undefined, textScore: best.score }
  }

  pause(): void {
    this.#postings[this.#at]?.pause()
  }

  /** Adds some postings up. False once there are no more. */
  #gather(reader: Reader): boolean {
    const postings = this.#postings[this.#at]
    if (!postings) return false
    for (let count = 0; count < STEP; count++) {
      const found = postings.next(reader)
      if (!found) {
        postings.pause()
        this.#at += 1
        return true
      }
      const { recordId, textScore = 0 } = found
      this.#scores.set(recordId, (this.#scores.get(recordId) ?? 0) + textScore)
    }
    return true
  }
}
