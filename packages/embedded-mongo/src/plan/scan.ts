import type { Filter } from '../match/index.ts'
import { type Collection, namespaceOf } from '../store/catalog.ts'
import { documentKey } from '../store/keyspace.ts'
import type { StoredDocument } from '../store/records.ts'
import { type Doc, decodeDocument } from '../values/index.ts'
import { openEntries } from './entries.ts'
import { type EntryScan, PASSED } from './entry-scan.ts'
import type { Access } from './plan-query.ts'
import type { ReadSource } from './source.ts'

/** A document as a scan gives it. */
export interface FoundDocument extends StoredDocument {
  /** Where `$text` found it. */
  readonly textScore?: number | undefined
}

/** The documents of an access that meet the filter, in the access's order, each once. */
export class Scan {
  docsExamined = 0
  readonly #source: ReadSource
  readonly #collection: Collection
  readonly #entries: EntryScan
  readonly #filter: Filter | undefined
  readonly #seen: Set<number> | undefined
  #isPaused = true
  #isStarted = false
  #hasRested = false

  constructor(source: ReadSource, collection: Collection, access: Access, filter: Filter | undefined) {
    this.#source = source
    this.#collection = collection
    this.#entries = openEntries(access, collection.id)
    this.#filter = filter
    const mayRepeat = access.kind === 'union' || (access.kind === 'index' && access.index.multikey.size > 0)
    this.#seen = mayRepeat ? new Set() : undefined
    if (access.kind === 'text') filter?.text?.bind(access.text)
    source.add(this)
  }

  get keysExamined(): number {
    return this.#entries.keysExamined
  }

  /** One document, PASSED, or undefined at the end. */
  step(): FoundDocument | typeof PASSED | undefined {
    if (this.#isPaused) this.#resume()
    const { reader } = this.#source
    const found = this.#entries.next(reader)
    if (found === PASSED) return PASSED
    if (!found) {
      this.close()
      return undefined
    }
    const { recordId, textScore } = found
    if (this.#seen) {
      if (this.#seen.has(recordId)) return PASSED
      this.#seen.add(recordId)
    }
    const bytes = found.bytes ?? reader.get(documentKey(this.#collection.id, recordId))
    if (!bytes) return PASSED
    this.docsExamined += 1
    if (!this.#filter) return new UndecodedDocument(recordId, bytes)
    const doc = decodeDocument(bytes)
    // Between batches the document may have changed: then its postings of before say nothing.
    const hasTextTerm = textScore !== undefined && !this.#hasRested
    return this.#filter.matches(doc, hasTextTerm) ? { recordId, bytes, doc, textScore } : PASSED
  }

  pause(): void {
    this.#entries.pause()
    this.#isPaused = true
  }

  close(): void {
    this.#entries.pause()
    this.#source.remove(this)
  }

  #resume(): void {
    this.#hasRested = this.#isStarted
    if (this.#isStarted) this.#source.expectCollection(namespaceOf(this.#collection), this.#collection)
    this.#isStarted = true
    this.#isPaused = false
  }
}

/** Decoded when somebody asks: what is only passed on never is. */
class UndecodedDocument implements StoredDocument {
  readonly recordId: number
  readonly bytes: Uint8Array
  #doc: Doc | undefined

  constructor(recordId: number, bytes: Uint8Array) {
    this.recordId = recordId
    this.bytes = bytes
  }

  get doc(): Doc {
    this.#doc ??= decodeDocument(this.bytes)
    return this.#doc
  }
}
