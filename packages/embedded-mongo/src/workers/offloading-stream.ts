import type { DocumentStream } from '../commands/cursors.ts'
import type { Examined } from '../operations/operations.ts'
import { HandOver, type Pacer } from '../plan/index.ts'

/**
 * A query that begins here and, where its first batch turns out to be heavy, begins again in another thread. Nearly all
 * queries are over before that and never pay for the way there; no estimate has to be right, as an index may lead to
 * any number of documents; and reading twice changes nothing. Later batches stay where the first came from.
 */
export class OffloadingStream implements DocumentStream {
  readonly #elsewhere: () => DocumentStream
  #stream: DocumentStream
  #isFirst = true

  constructor(here: DocumentStream, elsewhere: () => DocumentStream) {
    this.#stream = here
    this.#elsewhere = elsewhere
  }

  get isDone(): boolean {
    return this.#stream.isDone
  }

  async next(size: number, pacer: Pacer): Promise<Uint8Array[]> {
    if (!this.#isFirst) return this.#stream.next(size, pacer)
    this.#isFirst = false
    pacer.maySendAway = true
    try {
      return await this.#stream.next(size, pacer)
    } catch (error) {
      if (!(error instanceof HandOver)) throw error
      this.#stream.close()
    } finally {
      pacer.maySendAway = false
    }
    this.#stream = this.#elsewhere()
    return this.#stream.next(size, pacer)
  }

  /** Where it went elsewhere, what was looked at here before is not told. */
  takeExamined(): Examined {
    return this.#stream.takeExamined?.() ?? { keys: 0, docs: 0 }
  }

  pause(): void {
    this.#stream.pause()
  }

  close(): void {
    this.#stream.close()
  }
}
