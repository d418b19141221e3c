import type { Filter } from '../match/index.ts'
import { type Collection, namespaceOf } from '../store/catalog.ts'
import { documentKey } from '../store/keyspace.ts'
import type { StoredDocument } from '../store/records.ts'
import { type Doc, decodeDocument, decodePaths, FieldPaths } from '../values/index.ts'
import { openEntries } from './entries.ts'
import { type EntryScan, PASSED } from './entry-scan.ts'
import type { Access } from './plan-query.ts'
import type { ReadSource } from './source.ts'

/** A document as a scan gives it. */
export interface FoundDocument extends StoredDocument {
  /** Where `$text` found it; 0 where only another branch of its `$or` did. */
  readonly textScore?: number | undefined
}

/**
 * The documents of an access that meet the filter, in the access's order, each once. Of the stored bytes only the fields
 * the filter looks at are decoded; whoever asks for `doc` gets `fields`, where they are given, or else all of it.
 */
export class Scan {
  docsExamined = 0
  readonly #source: ReadSource
  readonly #collection: Collection
  readonly #entries: EntryScan
  readonly #filter: Filter | undefined
  readonly #seen: Set<number> | undefined
  /** What the filter is shown; undefined: the whole document. */
  readonly #filtered: FieldPaths | undefined
  /** What the consumer is shown. */
  readonly #given: FieldPaths | undefined
  #isPaused = true
  #isStarted = false
  #hasRested = false

  constructor(
    source: ReadSource,
    collection: Collection,
    access: Access,
    filter: Filter | undefined,
    fields: readonly string[] | null = null,
  ) {
    this.#source = source
    this.#collection = collection
    this.#entries = openEntries(access, collection.id)
    this.#filter = filter
    const filterFields = filter?.fields ?? (filter ? null : [])
    this.#given = fields && filterFields ? new FieldPaths([...fields, ...filterFields]) : undefined
    this.#filtered = this.#given ?? (filterFields ? new FieldPaths(filterFields) : undefined)
    const mayRepeat = access.kind === 'union' || (access.kind === 'index' && access.index.multikey.size > 0)
    this.#seen = mayRepeat ? new Set() : undefined
    for (const branch of access.kind === 'union' ? access.branches : [access])
      if (branch.kind === 'text') filter?.text?.bind(branch.text)
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
    const filtered = this.#filtered
    if (!this.#filter) return new ScannedDocument(recordId, bytes, textScore, this.#given, undefined)
    const doc = filtered ? decodePaths(bytes, filtered) : decodeDocument(bytes)
    const { text } = this.#filter
    // Between batches the document may have changed: then its postings of before say nothing.
    const hasTerm = textScore !== undefined && textScore > 0 && !this.#hasRested
    if (!this.#filter.matches(doc, text && (() => text.matches(bytes, hasTerm)))) return PASSED
    return new ScannedDocument(recordId, bytes, textScore, this.#given, filtered === this.#given ? doc : undefined)
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
class ScannedDocument implements FoundDocument {
  readonly recordId: number
  readonly bytes: Uint8Array
  readonly textScore: number | undefined
  readonly #fields: FieldPaths | undefined
  #doc: Doc | undefined

  constructor(
    recordId: number,
    bytes: Uint8Array,
    textScore: number | undefined,
    fields: FieldPaths | undefined,
    doc: Doc | undefined,
  ) {
    this.recordId = recordId
    this.bytes = bytes
    this.textScore = textScore
    this.#fields = fields
    this.#doc = doc
  }

  get doc(): Doc {
    this.#doc ??= this.#fields ? decodePaths(this.bytes, this.#fields) : decodeDocument(this.bytes)
    return this.#doc
  }
}
