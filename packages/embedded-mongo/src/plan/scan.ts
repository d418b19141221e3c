import type { Filter } from '../match/index.ts'
import { type Collection, namespaceOf } from '../store/catalog.ts'
import { documentKey } from '../store/keyspace.ts'
import type { StoredDocument } from '../store/records.ts'
import { type Doc, decodeDocument } from '../values/index.ts'
import { type EntryScan, openEntries } from './entries.ts'
import type { Access } from './plan-query.ts'
import type { ReadSource } from './source.ts'

/** Nothing this time: the step looked at a document that is not wanted. */
export const PASSED = Symbol('passed')

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

  constructor(source: ReadSource, collection: Collection, access: Access, filter: Filter | undefined) {
    this.#source = source
    this.#collection = collection
    this.#entries = openEntries(access, collection.id)
    this.#filter = filter
    const mayRepeat = access.kind === 'union' || (access.kind === 'index' && access.index.multikey.size > 0)
    this.#seen = mayRepeat ? new Set() : undefined
    source.add(this)
  }

  get keysExamined(): number {
    return this.#entries.keysExamined
  }

  /** One document, PASSED, or undefined at the end. */
  step(): StoredDocument | typeof PASSED | undefined {
    if (this.#isPaused) this.#resume()
    const { reader } = this.#source
    const found = this.#entries.next(reader)
    if (!found) {
      this.close()
      return undefined
    }
    if (this.#seen) {
      if (this.#seen.has(found.recordId)) return PASSED
      this.#seen.add(found.recordId)
    }
    const bytes = found.bytes ?? reader.get(documentKey(this.#collection.id, found.recordId))
    if (!bytes) return PASSED
    this.docsExamined += 1
    if (!this.#filter) return new UndecodedDocument(found.recordId, bytes)
    const doc = decodeDocument(bytes)
    return this.#filter.matches(doc) ? { recordId: found.recordId, bytes, doc } : PASSED
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
