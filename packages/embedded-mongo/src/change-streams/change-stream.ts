import type { Timestamp } from 'bson'
import type { Pacer } from '../plan/index.ts'
import type { Pipeline } from '../stages/compile-pipeline.ts'
import type { LoggedChange } from '../store/change.ts'
import { END_OF_BATCH, type LogPosition, readLog } from '../store/commit-log.ts'
import type { Store, StoreView } from '../store/store.ts'
import { type Doc, encodeDocument } from '../values/index.ts'
import { changeEvent, invalidateEvent, type WantedImages } from './change-event.ts'
import { type ChangeScope, endsScope, isWatched } from './change-scope.ts'
import { historyLost } from './history-lost.ts'
import { checkTokens } from './permitted-stages.ts'
import { resumeToken } from './resume-token.ts'

const MAX_BATCH_BYTES = 16_000_000

export interface ChangeStreamStart {
  readonly position: LogPosition
  /** Changes before it are passed over. */
  readonly from?: Timestamp
  /** The client has this change already; it does not have the invalidate event that may follow it. */
  readonly known?: LogPosition
}

/** The changes of a scope from a position on, in the order of their commits. Holds the store only while it reads. */
export class ChangeStream {
  readonly #store: Store
  readonly #scope: ChangeScope
  readonly #pipeline: Pipeline
  readonly #images: WantedImages
  readonly #start: ChangeStreamStart
  #position: LogPosition
  #isDone = false
  /** Events read but not yet handed out: they did not fit. */
  #held: { bytes: Uint8Array; token: Doc }[] = []
  #token: Doc

  constructor(
    store: Store,
    options: { scope: ChangeScope; pipeline: Pipeline; images: WantedImages; start: ChangeStreamStart },
  ) {
    this.#store = store
    this.#scope = options.scope
    this.#pipeline = options.pipeline
    this.#images = options.images
    this.#start = options.start
    this.#position = options.start.position
    this.#token = resumeToken(options.start.known ?? options.start.position)
  }

  get isDone(): boolean {
    return this.#isDone && this.#held.length === 0
  }

  /** Where a stream resumed after the last batch goes on. */
  get postBatchResumeToken(): Doc {
    return this.#token
  }

  /** Up to `size` events that are there; `waitMs` for the first. Fewer, and none, is not the end. */
  async next(size: number, pacer: Pacer, waitMs = 0): Promise<Uint8Array[]> {
    const deadline = performance.now() + waitMs
    for (;;) {
      const isBehind = await this.#read(size, pacer)
      const batch = this.#take(size)
      if (batch.length > 0 || this.#isDone) return batch
      if (!isBehind && !(await this.#wait(deadline, pacer))) return batch
    }
  }

  pause(): void {
    // Nothing is held between batches.
  }

  close(): void {
    this.#isDone = true
    this.#held = []
  }

  /** Reads on, one turn's worth, while fewer than `size` events are held. True where there is more to read. */
  async #read(size: number, pacer: Pacer): Promise<boolean> {
    if (this.#held.length >= size || this.#isDone) return false
    if (!this.#store.log.has(this.#position)) throw historyLost()
    const view = this.#store.open()
    try {
      const { events, isBehind } = this.#collect(view, size - this.#held.length, pacer)
      for await (const outcome of this.#pipeline.runBatches(one(events))) {
        checkTokens(events, outcome)
        for (const event of outcome) this.#held.push({ bytes: encodeDocument(event), token: tokenOf(event) })
      }
      if (isBehind) await pacer.rest()
      return isBehind
    } finally {
      view.release()
    }
  }

  #collect(view: StoreView, wanted: number, pacer: Pacer): { events: Doc[]; isBehind: boolean } {
    const events: Doc[] = []
    const started = performance.now()
    let bytes = 0
    for (const { position, change } of readLog(view, this.#position)) {
      this.#position = position
      if (this.#isWanted(change)) bytes += this.#append(events, change, view)
      if (this.#isDone) return { events, isBehind: false }
      if (events.length >= wanted || bytes > MAX_BATCH_BYTES || (pacer.isDue() && performance.now() - started > 3))
        return { events, isBehind: true }
    }
    this.#position = { sequence: Math.max(view.sequence, this.#position.sequence), index: END_OF_BATCH }
    return { events, isBehind: false }
  }

  #isWanted(change: LoggedChange): boolean {
    const { from } = this.#start
    return (!from || change.time.compare(from) >= 0) && isWatched(this.#scope, change)
  }

  #append(events: Doc[], change: LoggedChange, view: StoreView): number {
    const { known } = this.#start
    if (known?.sequence !== this.#position.sequence || known.index !== this.#position.index)
      events.push(changeEvent(resumeToken(this.#position), change, view, this.#images))
    if (endsScope(this.#scope, change)) {
      events.push(invalidateEvent(resumeToken(this.#position, true), change))
      this.#isDone = true
    }
    const { payload, images } = change
    return payload.length + (images?.before?.length ?? 0) + (images?.after?.length ?? 0)
  }

  #take(size: number): Uint8Array[] {
    const batch: Uint8Array[] = []
    let bytes = 0
    for (let next = this.#held[0]; next && batch.length < size; next = this.#held[0]) {
      if (batch.length > 0 && bytes + next.bytes.length > MAX_BATCH_BYTES) break
      batch.push(next.bytes)
      bytes += next.bytes.length
      this.#token = next.token
      this.#held.shift()
    }
    if (this.#held.length === 0 && !this.#isDone) this.#token = resumeToken(this.#position)
    return batch
  }

  /** Waits for the next commit. False when the time is up. */
  async #wait(deadline: number, pacer: Pacer): Promise<boolean> {
    const timeout = deadline - performance.now()
    if (timeout <= 0) return false
    // A commit since the read: no wait.
    if (this.#store.log.lastSequence > this.#position.sequence) return true
    let isUp = false
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        forgetCommit()
        forgetStop()
        resolve()
      }
      const timer = setTimeout(() => {
        isUp = true
        done()
      }, timeout)
      const forgetCommit = this.#store.log.onCommit(done)
      const forgetStop = pacer.onStop(done)
    })
    pacer.check()
    return !isUp
  }
}

async function* one(events: Doc[]) {
  if (events.length > 0) yield events
}

function tokenOf(event: Doc): Doc {
  const id = event.get('_id')
  return id instanceof Map ? id : new Map()
}
