import type { DocumentStream } from '../commands/cursors.ts'
import { MongoServerFailure } from '../errors.ts'
import type { Examined } from '../operations/operations.ts'
import type { Pacer } from '../plan/index.ts'
import type { ReadJob } from './messages.ts'
import type { ReadThread } from './read-thread.ts'

/** A query that runs in another thread, pulled batch by batch from here. Between batches it holds no snapshot there. */
export class RemoteStream implements DocumentStream {
  readonly #thread: ReadThread
  readonly #id: number
  #job: ReadJob | undefined
  #examined: Examined = { keys: 0, docs: 0 }
  isDone = false

  constructor(thread: ReadThread, id: number, job: ReadJob) {
    this.#thread = thread
    this.#id = id
    this.#job = job
  }

  async next(size: number, pacer: Pacer): Promise<Uint8Array[]> {
    if (this.isDone) throw new MongoServerFailure('CursorNotFound', 'the query has ended')
    pacer.check()
    const { signal } = pacer
    const stop = () => this.#thread.close(this.#id)
    signal.addEventListener('abort', stop)
    try {
      const job = this.#job
      this.#job = undefined
      const batch = await this.#thread.next({ type: 'next', stream: this.#id, size, ...(job ? { job } : {}) })
      this.isDone = batch.isDone
      this.#examined.keys += batch.examined.keys
      this.#examined.docs += batch.examined.docs
      return split(batch.documents)
    } catch (error) {
      this.isDone = true
      // Whoever ended it says why.
      pacer.check()
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  takeExamined(): Examined {
    const examined = this.#examined
    this.#examined = { keys: 0, docs: 0 }
    return examined
  }

  pause(): void {
    // The thread has done so after the batch.
  }

  close(): void {
    if (!this.isDone) this.#thread.close(this.#id)
    this.isDone = true
  }
}

function split(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const documents: Uint8Array[] = []
  for (let at = 0; at < buffer.length; ) {
    const end = at + buffer.readInt32LE(at)
    documents.push(buffer.subarray(at, end))
    at = end
  }
  return documents
}
