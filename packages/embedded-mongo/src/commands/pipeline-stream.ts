import type { Examined } from '../operations/operations.ts'
import type { Pacer, ReadSource } from '../plan/index.ts'
import { type Doc, encodeDocument } from '../values/index.ts'
import type { DocumentStream } from './cursors.ts'
import { MAX_BATCH_BYTES } from './find-stream.ts'

/** The output of an aggregation pipeline, pulled batch by batch. */
export class PipelineStream implements DocumentStream {
  readonly #sources: ReadonlySet<ReadSource>
  readonly #batches: AsyncIterator<Doc[]>
  readonly #setPacer: (pacer: Pacer) => void
  #ready: Doc[] = []
  #at = 0
  #held: Uint8Array | undefined
  isDone = false

  constructor(sources: ReadonlySet<ReadSource>, batches: AsyncIterable<Doc[]>, setPacer: (pacer: Pacer) => void) {
    this.#sources = sources
    this.#batches = batches[Symbol.asyncIterator]()
    this.#setPacer = setPacer
  }

  async next(size: number, pacer: Pacer): Promise<Uint8Array[]> {
    this.#setPacer(pacer)
    const batch: Uint8Array[] = []
    let bytes = 0
    while (batch.length < size) {
      const document = this.#held ?? (await this.#one())
      this.#held = undefined
      if (!document) {
        this.close()
        break
      }
      if (batch.length > 0 && bytes + document.length > MAX_BATCH_BYTES) {
        this.#held = document
        break
      }
      batch.push(document)
      bytes += document.length
    }
    return batch
  }

  takeExamined(): Examined {
    const examined: Examined = { keys: 0, docs: 0 }
    for (const source of this.#sources) {
      const { keys, docs } = source.takeExamined()
      examined.keys += keys
      examined.docs += docs
    }
    return examined
  }

  pause(): void {
    for (const source of this.#sources) source.pause()
  }

  close(): void {
    this.isDone = true
    this.#ready = []
    this.pause()
    this.#batches.return?.().catch(() => undefined)
  }

  async #one(): Promise<Uint8Array | undefined> {
    while (this.#at >= this.#ready.length) {
      const step = await this.#batches.next()
      if (step.done) return undefined
      this.#ready = step.value
      this.#at = 0
    }
    const doc = this.#ready[this.#at++]
    return doc && encodeDocument(doc)
  }
}
