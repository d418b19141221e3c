import type { Collection } from '../store/catalog.ts'
import type { Key } from '../store/keyspace.ts'
import type { Claims, Store } from '../store/store.ts'
import { type Rivals, Transaction } from './transaction.ts'

/** A writer outside transactions met an open transaction's uncommitted write: wait for its end, then try again. */
export class HeldByTransaction extends Error {
  readonly transaction: Transaction

  constructor(transaction: Transaction) {
    super('held by an open transaction')
    this.transaction = transaction
  }
}

/** The open transactions of a store, and who holds which key. */
export class OpenTransactions implements Claims, Rivals {
  readonly #store: Store
  readonly #open = new Set<Transaction>()
  readonly #holders = new Map<Key, Transaction>()
  /** Commit sequence by key, of commits an open transaction's snapshot does not have. */
  readonly #recent = new Map<Key, number>()

  constructor(store: Store) {
    this.#store = store
    store.claims = this
  }

  get size(): number {
    return this.#open.size
  }

  begin(): Transaction {
    const transaction = new Transaction(this.#store, this)
    this.#open.add(transaction)
    return transaction
  }

  claim(key: Key): void {
    const transaction = this.#holders.get(key)
    if (transaction) throw new HeldByTransaction(transaction)
  }

  claimDefinition(collection: Collection): void {
    for (const transaction of this.#open)
      if (transaction.touched.has(collection.id)) throw new HeldByTransaction(transaction)
  }

  committed(sequence: number, keys: Iterable<Key>): void {
    let isNeeded = false
    for (const transaction of this.#open) isNeeded ||= transaction.sequence < sequence
    if (!isNeeded) return
    for (const key of keys) this.#recent.set(key, sequence)
  }

  holder(key: Key): Transaction | undefined {
    return this.#holders.get(key)
  }

  hold(key: Key, transaction: Transaction): void {
    this.#holders.set(key, transaction)
  }

  isNewerThan(key: Key, sequence: number): boolean {
    return (this.#recent.get(key) ?? 0) > sequence
  }

  ended(transaction: Transaction): void {
    this.#open.delete(transaction)
    for (const key of transaction.claims) if (this.#holders.get(key) === transaction) this.#holders.delete(key)
    let oldest = Number.POSITIVE_INFINITY
    for (const other of this.#open) oldest = Math.min(oldest, other.sequence)
    if (oldest === Number.POSITIVE_INFINITY) this.#recent.clear()
    else if (this.#recent.size > 50_000)
      for (const [key, sequence] of this.#recent) if (sequence <= oldest) this.#recent.delete(key)
  }
}
