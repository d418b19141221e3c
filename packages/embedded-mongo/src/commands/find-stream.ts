import type { Examined } from '../operations/operations.ts'
import {
  PASSED,
  type Pacer,
  type ReadSource,
  RecordSorter,
  type Scan,
  type SortedRecord,
  type SortPattern,
} from '../plan/index.ts'
import type { Projection } from '../project/index.ts'
import type { Memory } from '../spill/index.ts'
import { type Collation, decodeDocument, decodeFields, encodeDocument, type FieldNames } from '../values/index.ts'
import type { DocumentStream } from './cursors.ts'

/** A batch is at most this many bytes of documents (the limit of one BSON document). */
export const MAX_BATCH_BYTES = 16_777_216

export interface FindShape {
  /** To be sorted here, not by an index. */
  sort: SortPattern | undefined
  memory: Memory
  skip: number
  limit: number
  collation: Collation | null
  project: Projection | undefined
  /** What `project` is to be shown; undefined: the whole document. */
  projected: FieldNames | undefined
}

/** A find over a scan: sort if the scan does not, skip, limit, project. */
export class FindStream implements DocumentStream {
  readonly #source: ReadSource
  readonly #scan: Scan
  readonly #shape: FindShape
  #sorter: RecordSorter | undefined
  #sorted: AsyncGenerator<SortedRecord[], void, undefined> | undefined
  /** Sorted records not given yet, from `#readyAt` on. */
  #ready: SortedRecord[] = []
  #readyAt = 0
  #at = 0
  #given = 0
  #held: Uint8Array | undefined
  isDone = false

  constructor(source: ReadSource, scan: Scan, shape: FindShape) {
    this.#source = source
    this.#scan = scan
    this.#shape = shape
  }

  async next(size: number, pacer: Pacer): Promise<Uint8Array[]> {
    if (this.#shape.sort && !this.#sorted) await this.#sort(pacer)
    const batch: Uint8Array[] = []
    let bytes = 0
    while (batch.length < size && !this.isDone) {
      if (this.#sorted && this.#readyAt >= this.#ready.length) await this.#refill(this.#sorted)
      const document = this.#held ?? this.#step()
      this.#held = undefined
      if (document === undefined) this.isDone = true
      else if (document !== PASSED) {
        if (batch.length > 0 && bytes + document.length > MAX_BATCH_BYTES) {
          this.#held = document
          return batch
        }
        batch.push(document)
        bytes += document.length
        this.#given += 1
        if (this.#given >= this.#shape.limit) this.isDone = true
      }
      if (pacer.isDue()) await pacer.rest()
    }
    if (this.isDone) this.close()
    return batch
  }

  takeExamined(): Examined {
    return this.#source.takeExamined()
  }

  pause(): void {
    this.#source.pause()
  }

  close(): void {
    this.isDone = true
    this.#scan.close()
    this.#source.pause()
    this.#ready = []
    // Both remove what the sort has on disk; the first does nothing where no record has been asked for.
    for (const ended of [this.#sorted?.return(), this.#sorter?.close()]) ended?.catch(() => undefined)
  }

  async #refill(sorted: AsyncGenerator<SortedRecord[], void, undefined>): Promise<void> {
    const step = await sorted.next()
    this.#ready = step.done ? [] : step.value
    this.#readyAt = 0
  }

  #step(): Uint8Array | typeof PASSED | undefined {
    const { project, projected, skip } = this.#shape
    const record = this.#sorted ? this.#ready[this.#readyAt++] : this.#scan.step()
    if (record === undefined || record === PASSED) return record
    if (this.#at++ < skip) return PASSED
    if (!project) return record.bytes
    const { bytes, textScore } = record
    const doc = 'doc' in record ? record.doc : projected ? decodeFields(bytes, projected) : decodeDocument(bytes)
    return encodeDocument(project(doc, { bytes, textScore }))
  }

  async #sort(pacer: Pacer): Promise<void> {
    const { sort = [], collation, limit, skip, memory } = this.#shape
    const sorter = new RecordSorter(sort, collation, { memory, limit: limit + skip })
    this.#sorter = sorter
    for (let step = this.#scan.step(); step !== undefined; step = this.#scan.step()) {
      if (step !== PASSED) sorter.add(step)
      if (sorter.isFull) await sorter.makeRoom()
      if (pacer.isDue()) await pacer.rest()
    }
    this.#sorted = sorter.finish()
    this.#source.pause()
  }
}
