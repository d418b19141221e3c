import { readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import { readScore } from '../store/text-keys.ts'
import { BestPostings } from './best-postings.ts'
import { DocumentScores } from './document-scores.ts'
import { type EntryScan, type Found, PASSED } from './entry-scan.ts'
import type { TextAccess } from './plan-text.ts'
import { Postings } from './postings.ts'

export function openText(access: TextAccess, collectionId: number): EntryScan {
  const documents = new DocumentScores(access, collectionId)
  const postings = access.terms.map((term) => new Postings(term, access))
  const [only, ...others] = postings
  return only && others.length === 0 ? new SinglePostings(only, documents) : new BestPostings(postings, documents)
}

/** The documents of one term, as the index has them: by falling score. */
class SinglePostings implements EntryScan {
  readonly #postings: Postings
  readonly #documents: DocumentScores

  constructor(postings: Postings, documents: DocumentScores) {
    this.#postings = postings
    this.#documents = documents
  }

  get keysExamined(): number {
    return this.#postings.keysExamined
  }

  next(reader: Reader): Found | typeof PASSED | undefined {
    const key = this.#postings.next(reader)
    if (key === undefined) return undefined
    if (key === null) return PASSED
    const recordId = readRecordId(key)
    if (this.#documents.lacksPhrase(reader, recordId)) return PASSED
    return { recordId, bytes: undefined, textScore: readScore(key) }
  }

  pause(): void {
    this.#postings.pause()
  }
}
