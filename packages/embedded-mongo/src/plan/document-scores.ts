import { documentKey, encodeRecordId, type Key } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { scoreKey } from '../store/text-keys.ts'
import { type DocumentSummary, hashText, readSummary, scoreDocument, textPaths } from '../text/index.ts'
import { decodeDocument, decodePaths, type FieldPaths } from '../values/index.ts'
import type { TextAccess } from './plan-text.ts'

/** A longer document takes longer to score than many postings to read. */
const SHORT_DOCUMENT_BYTES = 2048

/** What a search knows of a document by its record id, without the postings. */
export class DocumentScores {
  readonly #access: TextAccess
  readonly #collectionId: number
  readonly #terms: readonly { term: string; hash: number; postings: Key }[]
  readonly #paths: FieldPaths | undefined
  textsRead = 0

  constructor(access: TextAccess, collectionId: number) {
    this.#access = access
    this.#collectionId = collectionId
    this.#terms = [...access.query.terms].map((term, i) => ({
      term,
      hash: hashText(term),
      postings: access.terms[i] ?? '',
    }))
    this.#paths = textPaths(access.text)
  }

  /** True: the document has not all the phrases. */
  lacksPhrase(reader: Reader, recordId: number): boolean {
    return this.#access.query.phraseTraces !== undefined && this.#isWithoutPhrase(this.#summary(reader, recordId))
  }

  /** The sum over the terms, as the postings would give it. Null: the document is not to be found; undefined: this would take long. */
  score(reader: Reader, recordId: number): number | null | undefined {
    const summary = this.#summary(reader, recordId)
    if (!summary) return this.#scoreOfText(reader, recordId)
    if (this.#isWithoutPhrase(summary)) return null
    let sum = 0
    // Another term may have the same hash.
    for (const { hash, postings } of this.#terms)
      sum += summary.scoresOf(hash).find((score) => this.#isPosted(reader, postings, score, recordId)) ?? 0
    return sum
  }

  #isPosted(reader: Reader, postings: Key, score: number, recordId: number): boolean {
    return reader.get(postings + scoreKey(score) + encodeRecordId(recordId)) !== undefined
  }

  #summary(reader: Reader, recordId: number): DocumentSummary | undefined {
    const bytes = reader.get(this.#access.summaries + encodeRecordId(recordId))
    return bytes && readSummary(bytes)
  }

  #isWithoutPhrase(summary: DocumentSummary | undefined): boolean {
    const { phraseTraces } = this.#access.query
    return phraseTraces !== undefined && summary !== undefined && !summary.mayContain(phraseTraces)
  }

  #scoreOfText(reader: Reader, recordId: number): number | null | undefined {
    const bytes = reader.get(documentKey(this.#collectionId, recordId))
    if (!bytes) return null
    if (bytes.length > SHORT_DOCUMENT_BYTES) return undefined
    this.textsRead += 1
    const scores = scoreDocument(
      this.#access.text,
      this.#paths ? decodePaths(bytes, this.#paths) : decodeDocument(bytes),
    )
    return this.#terms.reduce((sum, { term }) => sum + (scores.get(term) ?? 0), 0)
  }
}
