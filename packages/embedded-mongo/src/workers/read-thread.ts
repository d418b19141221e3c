import type { Worker } from 'node:worker_threads'
import { MongoServerFailure } from '../errors.ts'
import { type FromWorker, readFailure, type ToWorker, type WorkerSetup } from './messages.ts'
import { spawnWorker } from './spawn-worker.ts'

export type Batch = Extract<FromWorker, { type: 'batch' }>

interface Waiting {
  resolve(batch: Batch): void
  reject(error: Error): void
}

/** Without queries this long, it leaves and gives its memory back. */
const IDLE_MS = 60_000
/** How long a query that was ended, or the thread itself, has to let go before the thread is ended by force. */
const GRACE_MS = 10_000

/** One worker thread: who waits for which stream's next batch. */
export class ReadThread {
  readonly #worker: Worker
  readonly #streams = new Set<number>()
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<void>
  #idle: NodeJS.Timeout | undefined
  #isLeaving = false

  /** `left` is called when it can take no more queries. */
  constructor(setup: WorkerSetup, left: () => void) {
    this.#worker = spawnWorker(setup)
    this.#worker.unref()
    this.#worker.on('message', (message: FromWorker) => this.#receive(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        left()
        this.#fail(new Error('the thread has ended'))
        resolve()
      })
    })
    this.#left = left
  }
  readonly #left: () => void

  /** Queries it runs or keeps for their next batch. */
  get load(): number {
    return this.#streams.size
  }

  next(message: Extract<ToWorker, { type: 'next' }>): Promise<Batch> {
    this.#streams.add(message.stream)
    clearTimeout(this.#idle)
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.stream, { resolve, reject })
      this.#worker.postMessage(message)
    })
  }

  /** Ends a stream; what it is doing fails, and if it does not stop the thread is ended. */
  close(stream: number): void {
    if (!this.#streams.has(stream)) return
    this.#worker.postMessage({ type: 'close', stream } satisfies ToWorker)
    if (!this.#waiting.has(stream)) {
      this.#forget(stream)
      return
    }
    const timer = setTimeout(() => {
      if (this.#waiting.has(stream)) this.#worker.terminate()
    }, GRACE_MS)
    timer.unref()
  }

  /** Resolves when the thread is gone. */
  async leave(): Promise<void> {
    this.#isLeaving = true
    clearTimeout(this.#idle)
    this.#left()
    this.#worker.postMessage({ type: 'leave' } satisfies ToWorker)
    const timer = setTimeout(() => this.#worker.terminate(), GRACE_MS)
    await this.#exited
    clearTimeout(timer)
  }

  #receive(message: FromWorker): void {
    const waiting = this.#waiting.get(message.stream)
    this.#waiting.delete(message.stream)
    if (message.type === 'failed') {
      this.#forget(message.stream)
      waiting?.reject(readFailure(message.failure))
    } else {
      if (message.isDone) this.#forget(message.stream)
      waiting?.resolve(message)
    }
  }

  #forget(stream: number): void {
    this.#streams.delete(stream)
    if (this.#streams.size > 0 || this.#isLeaving) return
    this.#idle = setTimeout(() => this.leave(), IDLE_MS)
    this.#idle.unref()
  }

  #fail(cause: Error): void {
    const failure = new MongoServerFailure(
      'InternalError',
      `the thread that ran the query has failed: ${cause.message}`,
    )
    for (const { reject } of this.#waiting.values()) reject(failure)
    this.#waiting.clear()
    this.#streams.clear()
  }
}
