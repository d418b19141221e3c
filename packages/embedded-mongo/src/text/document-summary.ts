import { hashText } from './hash-text.ts'
import type { PhraseTraces } from './phrase-signature.ts'

/**
 * What a text index keeps of a long document in one place: which neighbouring words it has (a Bloom filter of `pairHashes`, eight bits a pair)
 * and what each of its terms adds to its score. So a search asks one entry for what it would have to read the document or whole postings for.
 * A version, the filter's bytes, the filter, the number of terms, their hashes in order, their scores.
 */
const VERSION = 1
const HEAD_BYTES = 5

export function encodeSummary(hashes: readonly number[], pairs: number, scores: ReadonlyMap<string, number>): Buffer {
  const filterBytes = Math.max(1, pairs)
  const terms = [...scores].map(([term, score]) => ({ hash: hashText(term), score })).sort((a, b) => a.hash - b.hash)
  const bytes = Buffer.alloc(HEAD_BYTES + filterBytes + 4 + terms.length * 12)
  bytes.writeUInt8(VERSION, 0)
  bytes.writeUInt32BE(filterBytes, 1)
  for (const hash of hashes) {
    const bit = hash % (filterBytes * 8)
    const at = HEAD_BYTES + (bit >>> 3)
    bytes[at] = (bytes[at] ?? 0) | (1 << (bit & 7))
  }
  const countAt = HEAD_BYTES + filterBytes
  bytes.writeUInt32BE(terms.length, countAt)
  for (const [i, { hash, score }] of terms.entries()) {
    bytes.writeUInt32BE(hash, countAt + 4 + i * 4)
    bytes.writeDoubleBE(score, countAt + 4 + terms.length * 4 + i * 8)
  }
  return bytes
}

/** Undefined: not one this version knows. */
export const readSummary = (bytes: Uint8Array): DocumentSummary | undefined =>
  bytes[0] === VERSION ? new DocumentSummary(bytes) : undefined

/** One that is there, read where it is. */
export class DocumentSummary {
  readonly #view: DataView
  readonly #filterBytes: number

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#filterBytes = this.#view.getUint32(1)
  }

  /** False: the document has not all the phrases. */
  mayContain({ hashes }: PhraseTraces): boolean {
    return hashes.every((hash) => {
      const bit = hash % (this.#filterBytes * 8)
      return (this.#view.getUint8(HEAD_BYTES + (bit >>> 3)) & (1 << (bit & 7))) !== 0
    })
  }

  /** What the term may add to the score: no more than one value unless another term has the same hash, none where it is not in the document. */
  scoresOf(hash: number): number[] {
    const countAt = HEAD_BYTES + this.#filterBytes
    const count = this.#view.getUint32(countAt)
    const hashAt = (at: number) => this.#view.getUint32(countAt + 4 + at * 4)
    let [low, high] = [0, count]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (hashAt(middle) < hash) low = middle + 1
      else high = middle
    }
    const scores: number[] = []
    for (; low < count && hashAt(low) === hash; low++)
      scores.push(this.#view.getFloat64(countAt + 4 + count * 4 + low * 8))
    return scores
  }
}
