import { MongoServerFailure } from '../errors.ts'
import type { Key } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import type { Statement } from '../store/statement.ts'
import type { Doc } from '../values/index.ts'
import {
  commitKey,
  loadRecords,
  type RetryRecords,
  recordCommit,
  recordResult,
  removeRecords,
  resultKey,
} from './retry-records.ts'
import type { Transaction } from './transaction.ts'

export interface TransactionState {
  readonly number: number
  state: 'open' | 'committed' | 'aborted'
  transaction: Transaction | undefined
  /** The commit's durability, so that a second commit of the same waits for the first. */
  committing: Promise<void> | undefined
}

/** A logical session: its latest transaction number, and what was done under it. */
export class Session {
  readonly key: Key
  lastUse = Date.now()
  current: TransactionState | undefined
  #records: RetryRecords | undefined
  #stale: Key[] = []
  #tail: Promise<unknown> = Promise.resolve()

  constructor(key: Key) {
    this.key = key
  }

  /** Commands of one session that carry a transaction number run one after another. */
  async exclusive<T>(job: () => Promise<T>): Promise<T> {
    const before = this.#tail
    let release: () => void = () => undefined
    this.#tail = new Promise<void>((resolve) => {
      release = resolve
    })
    await before
    try {
      return await job()
    } finally {
      release()
    }
  }

  /** Begins or repeats the retryable write `txnNumber`. */
  beginRetryable(reader: Reader, txnNumber: number): void {
    this.advance(reader, txnNumber, 'Retryable write')
    if (this.current)
      throw new MongoServerFailure(
        50911,
        `Cannot run a retryable write with transaction number ${txnNumber}: the number is of a transaction`,
      )
  }

  /** Moves on to `txnNumber`: a smaller one than the latest is refused, a greater one ends what was before. */
  advance(reader: Reader, txnNumber: number, what: string): void {
    this.#records ??= loadRecords(reader, this.key)
    const latest = this.#records.txnNumber
    if (txnNumber < latest)
      throw new MongoServerFailure(
        'TransactionTooOld',
        `${what} with txnNumber ${txnNumber} is prohibited on session because a newer retryable write with txnNumber ${latest} has already started on this session.`,
      )
    if (txnNumber > latest) {
      this.current?.transaction?.abort()
      this.current = undefined
      this.#stale = this.#records.keys
      this.#records = { txnNumber, isCommit: false, results: new Map(), keys: [] }
    } else if (this.#records.isCommit && !this.current) {
      this.current = { number: txnNumber, state: 'committed', transaction: undefined, committing: undefined }
    }
  }

  /** The latest number this session has used; -1 before the first. */
  latest(reader: Reader): number {
    this.#records ??= loadRecords(reader, this.key)
    return this.#records.txnNumber
  }

  get hasResults(): boolean {
    return (this.#records?.results.size ?? 0) > 0
  }

  result(statementId: number): Doc | undefined {
    return this.#records?.results.get(statementId)
  }

  /** Records `count` statements from `first` on as done, in the statement's own commit. */
  record(statement: Statement, first: number, result: Doc, count = 1): void {
    const records = this.#records
    if (!records) return
    this.#forgetEarlier(statement)
    recordResult(statement, this.key, records, first, result, count)
    records.keys.push(resultKey(this.key, records.txnNumber, first))
    for (let i = 0; i < count; i++) records.results.set(first + i, result)
  }

  recordCommit(statement: Statement, txnNumber: number): void {
    this.#forgetEarlier(statement)
    recordCommit(statement, this.key, txnNumber)
    this.#records?.keys.push(commitKey(this.key, txnNumber))
  }

  /** After a failed commit only the store knows what is recorded. */
  forget(): void {
    this.#records = undefined
    this.#stale = []
  }

  get isBusy(): boolean {
    return this.current?.state === 'open'
  }

  #forgetEarlier(statement: Statement): void {
    removeRecords(statement, this.#stale)
    this.#stale = []
  }
}
