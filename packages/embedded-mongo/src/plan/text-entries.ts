import { readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { readScore } from '../store/text-keys.ts'
import { type EntryScan, type Found, PASSED } from './entry-scan.ts'
import type { TextAccess } from './plan-text.ts'
import { Postings } from './postings.ts'
import { ScoreHeap } from './score-heap.ts'

/** Entries read at once: few enough that a page of one term reads little too much; many where all are read, which makes each cheaper. */
const FEW = 64
const MANY = 512
/** Postings summed in one step: a few hundredths of a millisecond. */
const STEP = 64

export const openText = (access: TextAccess): EntryScan => {
  const [only, ...others] = access.terms
  if (only && others.length === 0) return new SinglePostings(new Postings(only, access, FEW))
  return new SummedPostings(access.terms.map((term) => new Postings(term, access, MANY)))
}

/** The documents of one term, as the index has them: by falling score. */
class SinglePostings implements EntryScan {
  readonly #postings: Postings

  constructor(postings: Postings) {
    this.#postings = postings
  }

  get keysExamined(): number {
    return this.#postings.keysExamined
  }

  next(reader: Reader): Found | typeof PASSED | undefined {
    const key = this.#postings.next(reader)
    if (key === null) return PASSED
    return key === undefined ? undefined : { recordId: readRecordId(key), bytes: undefined, textScore: readScore(key) }
  }

  pause(): void {
    this.#postings.pause()
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
      const key = postings.next(reader)
      if (key === undefined) {
        postings.pause()
        this.#at += 1
        return true
      }
      if (key === null) continue
      const recordId = readRecordId(key)
      this.#scores.set(recordId, (this.#scores.get(recordId) ?? 0) + readScore(key))
    }
    return true
  }
}
