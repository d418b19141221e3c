import { MongoServerFailure } from '../errors.ts'
import { type Catalog, type Collection, namespaceOf, withCollection } from './catalog.ts'
import type { Change } from './change.ts'
import { type Key, MAX_KEY_BYTES } from './keyspace.ts'
import { addCount, createOverlay, type Overlay, setEntry } from './overlay.ts'
import { type Entry, layer, type Reader } from './reader.ts'

/** What surrounds a statement: an open batch, or a transaction. */
export interface StatementScope {
  reader: Reader
  catalog: Catalog
  /** Throws where another writer holds `key` (WriteConflict, or HeldByTransaction to be waited for). */
  claim(key: Key): void
  /** Throws where the collection may not be written in this scope. `isNew`: the statement itself made or changed it. */
  touch(collection: Collection, isNew: boolean): void
  /** Throws where an open transaction has written to the collection: its definition may not change meanwhile. */
  claimDefinition(collection: Collection, isNew: boolean): void
  nextRecordId(collectionId: number): number
  nextId(): number
  /** Remembers that `index` met arrays: the catalog entry is written again with the next commit. */
  arraysMet(collection: Collection): void
}

/**
 * The smallest atomic unit of writing: changes gathered over a view, kept together when the job succeeds, forgotten when
 * it throws.
 */
export class Statement implements Reader {
  readonly overlay: Overlay = createOverlay()
  readonly claims = new Set<Key>()
  readonly catalogChanges = new Map<string, Collection | undefined>()
  /** For the commit log. */
  readonly changes: Change[] = []
  catalog: Catalog
  readonly #scope: StatementScope
  readonly #view: Reader

  constructor(scope: StatementScope) {
    this.#scope = scope
    this.#view = layer(scope.reader, this.overlay)
    this.catalog = scope.catalog
  }

  get(key: Key): Uint8Array | undefined {
    return this.#view.get(key)
  }

  range(low: Key, high: Key, reverse?: boolean): Generator<Entry, undefined> {
    return this.#view.range(low, high, reverse)
  }

  put(key: Key, value: Uint8Array): void {
    if (key.length > MAX_KEY_BYTES)
      throw new MongoServerFailure(
        'KeyTooLong',
        `index key of ${key.length} bytes is longer than the ${MAX_KEY_BYTES} bytes this database can index`,
      )
    setEntry(this.overlay, key, value)
  }

  remove(key: Key): void {
    setEntry(this.overlay, key, null)
  }

  /** Takes `key` for this writer alone until it commits. Documents and unique index keys are claimed. */
  claim(key: Key): void {
    if (this.claims.has(key)) return
    this.#scope.claim(key)
    this.claims.add(key)
  }

  touch(collection: Collection): void {
    this.#scope.touch(collection, this.#isNew(collection))
  }

  claimDefinition(collection: Collection): void {
    this.#scope.claimDefinition(collection, this.#isNew(collection))
  }

  count(collectionId: number, documents: number, bytes: number): void {
    addCount(this.overlay, collectionId, documents, bytes)
  }

  setCollection(namespace: string, collection: Collection | undefined): void {
    this.catalog = withCollection(this.catalog, namespace, collection)
    this.catalogChanges.set(namespace, collection)
  }

  arraysMet(collection: Collection): void {
    this.#scope.arraysMet(collection)
  }

  nextRecordId(collectionId: number): number {
    return this.#scope.nextRecordId(collectionId)
  }

  nextId(): number {
    return this.#scope.nextId()
  }

  #isNew(collection: Collection): boolean {
    return this.catalogChanges.get(namespaceOf(collection)) === collection
  }
}
