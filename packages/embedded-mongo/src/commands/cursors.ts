import { randomBytes } from 'node:crypto'
import { MongoServerFailure } from '../errors.ts'
import type { Examined } from '../operations/operations.ts'
import type { Pacer } from '../plan/index.ts'
import type { Session } from '../transactions/session.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { Doc } from '../values/index.ts'

/** Answers of a query, in batches of stored bytes. */
export interface DocumentStream {
  /** Up to `size` documents, fewer only at the end or at 16 MB. */
  next(size: number, pacer: Pacer, waitMs?: number): Promise<Uint8Array[]>
  readonly isDone: boolean
  /** Only of streams that wait for more where others end: where to go on after the last batch. */
  readonly postBatchResumeToken?: Doc
  /** Index entries and documents looked at since this was asked last. */
  takeExamined?(): Examined
  /** Lets go of the store until the next batch. */
  pause(): void
  close(): void
}

export interface ServerCursor {
  readonly id: bigint
  readonly namespace: string
  readonly stream: DocumentStream
  readonly session: Session | undefined
  readonly transaction: Transaction | undefined
  readonly noTimeout: boolean
  /** Who opened it, where sign-in is required. */
  readonly owner: string | undefined
  lastUse: number
  running: Pacer | undefined
}

const IDLE_MS = 10 * 60_000

/** Open cursors. An idle one is closed after ten minutes. */
export class Cursors {
  readonly #byId = new Map<bigint, ServerCursor>()

  get size(): number {
    return this.#byId.size
  }

  add(cursor: Omit<ServerCursor, 'id' | 'lastUse' | 'running'>): ServerCursor {
    let id = 0n
    while (id === 0n || this.#byId.has(id)) id = randomBytes(8).readBigInt64LE() & 0x7fff_ffff_ffff_ffffn
    const added: ServerCursor = { ...cursor, id, lastUse: Date.now(), running: undefined }
    this.#byId.set(id, added)
    return added
  }

  /** Those that wait for their client. */
  idle(): ServerCursor[] {
    return [...this.#byId.values()].filter(({ running }) => !running)
  }

  get(id: bigint, namespace: string): ServerCursor {
    const cursor = this.#byId.get(id)
    if (!cursor) throw new MongoServerFailure('CursorNotFound', `cursor id ${id} not found`)
    if (cursor.namespace !== namespace)
      throw new MongoServerFailure(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      )
    return cursor
  }

  /** `by`: only where it is theirs. */
  remove(id: bigint, by?: Pick<ServerCursor, 'owner'>): boolean {
    const cursor = this.#byId.get(id)
    if (!cursor || (by && by.owner !== cursor.owner)) return false
    this.#byId.delete(id)
    if (cursor.running) cursor.running.stop(new MongoServerFailure('CursorNotFound', `cursor id ${id} was killed`))
    else cursor.stream.close()
    return true
  }

  removeWhere(test: (cursor: ServerCursor) => boolean): void {
    for (const cursor of [...this.#byId.values()]) if (test(cursor)) this.remove(cursor.id)
  }

  expire(now = Date.now()): void {
    this.removeWhere((cursor) => !cursor.running && !cursor.noTimeout && now - cursor.lastUse > IDLE_MS)
  }
}
