import { readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { readScore } from '../store/text-keys.ts'
import type { DocumentScores } from './document-scores.ts'
import { type EntryScan, type Found, PASSED } from './entry-scan.ts'
import type { Postings } from './postings.ts'
import { ScoreHeap } from './score-heap.ts'
import { type Posting, SummedPostings } from './summed-postings.ts'

/** Postings of each term read at first: where these are all there are, nothing more is asked. */
const FIRST = 64
/** Postings of one term read thereafter, each time. */
const MORE = 16
/** So many documents are asked for their score at most, those whose text must be read counting several times, */
const MOST_DOCUMENTS = 512
const TEXT_COUNTS = 8
/** and so many postings are read: then all are summed. */
const MOST_POSTINGS = 1024

/**
 * The documents of several terms by falling sum of their scores, the best known before all postings are read: postings are in the order of
 * their scores, so what is in none of those read can have no more than the last scores read together (Fagin's threshold algorithm). The other
 * terms' scores of a document come from its summary. Where this takes long, all is summed.
 */
export class BestPostings implements EntryScan {
  readonly #postings: readonly Postings[]
  readonly #documents: DocumentScores
  /** What was read of each. */
  readonly #read: Posting[][]
  /** What was not given yet of what has been read. */
  readonly #waiting = new Map<number, number>()
  readonly #seen = new Set<number>()
  readonly #given = new Set<number>()
  #heap: ScoreHeap | undefined
  #isBegun = false
  /** Whether documents were asked for their scores, and so for the phrases. */
  #isAsked = false
  #all: EntryScan | undefined

  constructor(postings: readonly Postings[], documents: DocumentScores) {
    this.#postings = postings
    this.#documents = documents
    this.#read = postings.map(() => [])
  }

  get keysExamined(): number {
    return this.#postings.reduce((sum, { keysExamined }) => sum + keysExamined, 0)
  }

  next(reader: Reader): Found | typeof PASSED | undefined {
    if (this.#all) return this.#all.next(reader)
    if (!this.#isBegun) {
      this.#isBegun = true
      this.#begin(reader)
      return PASSED
    }
    this.#heap ??= new ScoreHeap(this.#waiting)
    const isOver = this.#postings.every((postings) => postings.isOver)
    // An equal one that is still to be read may have the lower record id.
    if (!isOver && this.#heap.highest <= this.#highestToCome()) {
      this.#readMore(reader)
      return PASSED
    }
    const best = this.#heap.pop()
    if (!best) return undefined
    this.#waiting.delete(best.recordId)
    this.#given.add(best.recordId)
    if (!this.#isAsked && this.#documents.lacksPhrase(reader, best.recordId)) return PASSED
    return { recordId: best.recordId, bytes: undefined, textScore: best.score }
  }

  pause(): void {
    for (const postings of this.#postings) postings.pause()
    this.#all?.pause()
  }

  /** What no document that was in none of the postings read can exceed. */
  #highestToCome(): number {
    return this.#postings.reduce((sum, { highest }) => sum + highest, 0)
  }

  #begin(reader: Reader): void {
    const first = this.#postings.map((_, i) => this.#take(i, reader, FIRST))
    if (this.#postings.every((postings) => postings.isOver)) {
      for (const { recordId, score } of first.flat())
        this.#waiting.set(recordId, (this.#waiting.get(recordId) ?? 0) + score)
      return
    }
    const isLevel = first.every((found, i) => found[0]?.score === this.#postings[i]?.highest)
    if (isLevel) this.#giveUp()
    else this.#consider(first.flat(), reader)
  }

  #readMore(reader: Reader): void {
    const scores = this.#postings.map(({ highest }) => highest)
    this.#consider(this.#take(scores.indexOf(Math.max(...scores)), reader, MORE), reader)
  }

  #consider(found: readonly Posting[], reader: Reader): void {
    this.#isAsked = true
    this.#heap = undefined
    for (const { recordId } of found) {
      if (this.#seen.has(recordId)) continue
      this.#seen.add(recordId)
      const score = this.#documents.score(reader, recordId)
      if (score === undefined) {
        this.#giveUp()
        return
      }
      if (score !== null) this.#waiting.set(recordId, score)
    }
    const asked = this.#seen.size + this.#documents.textsRead * TEXT_COUNTS
    if (asked > MOST_DOCUMENTS || this.keysExamined > MOST_POSTINGS) this.#giveUp()
  }

  #giveUp(): void {
    this.#all = new SummedPostings(this.#postings, this.#read, this.#documents, this.#given)
  }

  /** The next postings of a term, but for those passed over. */
  #take(term: number, reader: Reader, count: number): Posting[] {
    const found: Posting[] = []
    for (let i = 0; i < count; i++) {
      const key = this.#postings[term]?.next(reader)
      if (key === undefined) break
      if (key) found.push({ recordId: readRecordId(key), score: readScore(key) })
    }
    this.#read[term]?.push(...found)
    return found
  }
}
