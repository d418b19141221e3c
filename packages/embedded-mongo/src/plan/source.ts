import { MongoServerFailure } from '../errors.ts'
import type { Catalog, Collection } from '../store/catalog.ts'
import type { Reader } from '../store/reader.ts'
import type { StoreView } from '../store/store.ts'

/** A scan that can let go of the store and go on later where it was. */
export interface Pausable {
  readonly keysExamined: number
  readonly docsExamined: number
  pause(): void
}

/**
 * What one operation reads from: a snapshot opened when first needed and let go whenever the operation rests between
 * batches, so that an idle cursor pins nothing. In a transaction it is the transaction's own view, which stays.
 */
export class ReadSource {
  readonly #open: () => StoreView
  readonly #scans = new Set<Pausable>()
  #view: StoreView | undefined
  /** Of scans that are over, less what was told already. */
  #keys = 0
  #docs = 0

  constructor(open: () => StoreView) {
    this.#open = open
  }

  get reader(): Reader {
    return this.#current
  }

  get catalog(): Catalog {
    return this.#current.catalog
  }

  get #current(): StoreView {
    this.#view ??= this.#open()
    return this.#view
  }

  /** The collection as this snapshot knows it; one that went away since the operation began ends it. */
  expectCollection(namespace: string, collection: Collection): void {
    if (this.catalog.get(namespace)?.id !== collection.id)
      throw new MongoServerFailure('QueryPlanKilled', `collection dropped. UUID ${collection.uuid.toString('hex')}`)
  }

  add(scan: Pausable): void {
    this.#scans.add(scan)
  }

  remove(scan: Pausable): void {
    if (!this.#scans.delete(scan)) return
    this.#keys += scan.keysExamined
    this.#docs += scan.docsExamined
  }

  /** Index entries and documents looked at since this was asked last. */
  takeExamined(): { keys: number; docs: number } {
    let keys = this.#keys
    let docs = this.#docs
    for (const scan of this.#scans) {
      keys += scan.keysExamined
      docs += scan.docsExamined
    }
    this.#keys -= keys
    this.#docs -= docs
    return { keys, docs }
  }

  pause(): void {
    for (const scan of this.#scans) scan.pause()
    this.#view?.release()
    this.#view = undefined
  }
}
