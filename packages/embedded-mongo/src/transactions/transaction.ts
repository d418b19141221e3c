import { MongoServerFailure } from '../errors.ts'
import type { Batch } from '../store/batch.ts'
import { type Catalog, type Collection, namespaceOf, withCollection } from '../store/catalog.ts'
import type { Change, ChangeOrigin } from '../store/change.ts'
import type { Key } from '../store/keyspace.ts'
import { createOverlay, mergeOverlay, type Overlay } from '../store/overlay.ts'
import { layer, type Reader } from '../store/reader.ts'
import { Statement, type StatementScope } from '../store/statement.ts'
import type { Store, StoreView } from '../store/store.ts'

/** What a transaction asks of all the others. */
export interface Rivals {
  holder(key: Key): Transaction | undefined
  hold(key: Key, transaction: Transaction): void
  /** True where `key` was committed after `sequence`. */
  isNewerThan(key: Key, sequence: number): boolean
  ended(transaction: Transaction): void
}

const TRANSIENT = { labels: ['TransientTransactionError'] }

export const writeConflict = (): MongoServerFailure =>
  new MongoServerFailure(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    TRANSIENT,
  )

/**
 * Snapshot isolation: reads come from one LMDB snapshot with this transaction's own changes over it; a write to
 * what another open transaction has written, or what was committed after the snapshot, is refused at once.
 */
export class Transaction {
  readonly overlay: Overlay = createOverlay()
  readonly catalogChanges = new Map<string, Collection | undefined>()
  readonly changes: Change[] = []
  readonly claims = new Set<Key>()
  /** Collections written to, by id. */
  readonly touched = new Set<number>()
  readonly reader: Reader
  catalog: Catalog
  isOpen = true
  readonly startedAt = Date.now()
  /** Resolves when it has committed or aborted. */
  readonly ended: Promise<void>
  #end: () => void = () => undefined
  readonly #store: Store
  readonly #rivals: Rivals
  readonly #view: StoreView

  constructor(store: Store, rivals: Rivals) {
    this.#store = store
    this.#rivals = rivals
    this.#view = store.open()
    this.catalog = this.#view.catalog
    this.reader = layer(this.#view, this.overlay)
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  get sequence(): number {
    return this.#view.sequence
  }

  /** Runs one statement; its changes stay with the transaction. */
  apply<T>(job: (statement: Statement) => T): T {
    const statement = new Statement(this.#scope())
    const result = job(statement)
    mergeOverlay(this.overlay, statement.overlay)
    for (const change of statement.changes) this.changes.push(change)
    for (const key of statement.claims) {
      this.claims.add(key)
      this.#rivals.hold(key, this)
    }
    for (const [namespace, collection] of statement.catalogChanges) {
      this.catalogChanges.set(namespace, collection)
      this.catalog = withCollection(this.catalog, namespace, collection)
    }
    return result
  }

  /** Hands everything to the store's next commit; durable once the batch is. */
  commit(record: (statement: Statement) => void, origin: ChangeOrigin): Batch | undefined {
    for (const key of this.claims) this.#checkClaim(key)
    try {
      this.apply(record)
      return this.#store.merge(this, origin)
    } finally {
      this.#close()
    }
  }

  abort(): void {
    if (this.isOpen) this.#close()
  }

  #close(): void {
    this.isOpen = false
    this.#view.release()
    this.#rivals.ended(this)
    this.#end()
  }

  #scope(): StatementScope {
    return {
      reader: this.reader,
      catalog: this.catalog,
      claim: (key) => this.#checkClaim(key),
      touch: (collection, isNew) => this.#touch(collection, isNew),
      claimDefinition: (collection, isNew) => this.#touch(collection, isNew),
      nextRecordId: (collectionId) => this.#store.nextRecordId(collectionId),
      nextId: () => this.#store.nextId(),
      arraysMet: (collection) => this.#store.arraysMet(collection),
    }
  }

  #checkClaim(key: Key): void {
    const holder = this.#rivals.holder(key)
    if (holder && holder !== this) throw writeConflict()
    if (!holder && (this.#store.isInFlight(key) || this.#rivals.isNewerThan(key, this.sequence))) throw writeConflict()
  }

  /** The collection and its indexes must still be what this transaction knows, or entries would be missing. */
  #touch(collection: Collection, isNew: boolean): void {
    const namespace = namespaceOf(collection)
    const isOurs = isNew || this.catalogChanges.get(namespace) === collection
    const current = this.#store.writersCatalog.get(namespace)
    if (isOurs ? current !== undefined : current !== collection) throw writeConflict()
    this.touched.add(collection.id)
  }
}
