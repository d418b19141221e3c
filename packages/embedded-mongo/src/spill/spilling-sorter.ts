import { type Memory, MemoryBudget } from './memory.ts'
import type { SpillFile } from './spill-file.ts'

/** How items are ordered, and written down where they do not fit into memory. */
export interface Sortable<T> {
  compare(a: T, b: T): number
  /** Roughly the bytes the item takes. */
  size(item: T): number
  encode(item: T): Uint8Array
  decode(bytes: Uint8Array): T
}

export interface SorterOptions {
  /** The stage's name for messages. */
  stage: string
  memory: Memory
  /** Only the first ones are wanted. */
  limit?: number
}

const BATCH = 256

/**
 * Sorts, stably. What memory cannot hold goes in sorted runs into a temporary file, and the runs are merged. With a limit
 * it holds little more than twice that many items.
 */
export class SpillingSorter<T> {
  readonly #of: Sortable<T>
  readonly #memory: Memory
  readonly #limit: number
  readonly #budget: MemoryBudget
  #items: T[] = []
  /** The last of the wanted ones: what comes behind it need not be kept. */
  #worst: T | undefined
  #file: SpillFile | undefined
  #isClosed = false
  readonly #runs: { from: number; to: number }[] = []

  constructor(of: Sortable<T>, { stage, memory, limit = Number.POSITIVE_INFINITY }: SorterOptions) {
    this.#of = of
    this.#memory = memory
    this.#limit = limit
    this.#budget = new MemoryBudget(stage, memory)
  }

  add(item: T): void {
    if (this.#worst !== undefined && this.#of.compare(item, this.#worst) >= 0) return
    this.#items.push(item)
    this.#budget.add(this.#of.size(item))
    const isSurplus = this.#items.length >= Math.max(2 * this.#limit, 32)
    if (isSurplus || (this.#budget.isExceeded && this.#items.length > this.#limit)) this.#cut()
    this.#budget.check()
  }

  /** Whether `makeRoom` must be called before more is added. */
  get isFull(): boolean {
    return this.#budget.isFull
  }

  /** Writes what is held as a sorted run. */
  async makeRoom(): Promise<void> {
    const { spill } = this.#memory
    if (!spill) return
    const file = this.#file ?? (await spill.create())
    this.#file = file
    // Closed meanwhile: nobody else would remove it.
    if (this.#isClosed) return this.#removeFile()
    const from = file.end
    for (const item of this.#sorted()) {
      file.add(this.#of.encode(item))
      await file.write()
    }
    await file.write(true)
    this.#runs.push({ from, to: file.end })
    this.#items = []
    this.#budget.release()
  }

  /** The items in order, in batches. To be run to its end or returned; then nothing is left on disk. */
  async *finish(): AsyncGenerator<T[], void, undefined> {
    try {
      const last = this.#sorted()
      this.#items = []
      let left = this.#limit
      for await (const batch of this.#file ? this.#merge(this.#file, last) : slices(last)) {
        yield batch.length > left ? batch.slice(0, left) : batch
        left -= batch.length
        if (left <= 0) return
      }
    } finally {
      await this.close()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#items = []
    await this.#removeFile()
  }

  async #removeFile(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.remove()
  }

  #sorted(): T[] {
    const sorted = this.#items.sort(this.#of.compare)
    if (sorted.length > this.#limit) sorted.length = this.#limit
    return sorted
  }

  #cut(): void {
    this.#items = this.#sorted()
    this.#worst = this.#items.at(-1)
    this.#budget.release()
    for (const kept of this.#items) this.#budget.add(this.#of.size(kept))
  }

  /** The runs are in order of arrival, the one in memory last: of equal heads the earlier run's goes first. */
  async *#merge(file: SpillFile, last: T[]): AsyncGenerator<T[], void, undefined> {
    const heads: Head<T>[] = []
    const sources = this.#runs.map(({ from, to }) => decoded(file.read(from, to), this.#of.decode))
    for (const [rank, batches] of [...sources, slices(last)].entries()) {
      const head: Head<T> = { rank, batches, batch: [], at: 0 }
      if (await advance(head)) heads.push(head)
    }
    const before = (a: Head<T>, b: Head<T>) => {
      const [x, y] = [a.batch[a.at], b.batch[b.at]]
      if (x === undefined || y === undefined) return false
      const order = this.#of.compare(x, y)
      return order === 0 ? a.rank < b.rank : order < 0
    }
    for (let i = (heads.length >> 1) - 1; i >= 0; i--) siftDown(heads, i, before)
    let output: T[] = []
    for (let top = heads[0]; top; top = heads[0]) {
      const item = top.batch[top.at]
      if (item !== undefined && output.push(item) >= BATCH) {
        yield output
        output = []
      }
      if (++top.at >= top.batch.length && !(await advance(top))) {
        const end = heads.pop()
        if (end && end !== top) heads[0] = end
      }
      siftDown(heads, 0, before)
    }
    if (output.length > 0) yield output
  }
}

/** Where one run has been read to. */
interface Head<T> {
  readonly rank: number
  readonly batches: AsyncIterator<T[]>
  batch: T[]
  at: number
}

async function advance<T>(head: Head<T>): Promise<boolean> {
  const step = await head.batches.next()
  head.batch = step.done ? [] : step.value
  head.at = 0
  return !step.done
}

function siftDown<T>(heap: T[], from: number, before: (a: T, b: T) => boolean): void {
  for (let at = from; ; ) {
    let first = at
    for (const child of [2 * at + 1, 2 * at + 2]) {
      const [one, best] = [heap[child], heap[first]]
      if (one && best && before(one, best)) first = child
    }
    const [top, next] = [heap[at], heap[first]]
    if (first === at || !top || !next) return
    heap[at] = next
    heap[first] = top
    at = first
  }
}

async function* decoded<T>(
  records: AsyncIterable<Uint8Array[]>,
  decode: (bytes: Uint8Array) => T,
): AsyncGenerator<T[], void, undefined> {
  for await (const batch of records) yield batch.map(decode)
}

async function* slices<T>(items: T[]): AsyncGenerator<T[], void, undefined> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH)
}
