import { MongoServerFailure } from '../errors.ts'
import type { SpillSpace } from './spill-space.ts'

/** What one stage of a query may hold, and where the rest goes; without `spill` more is refused. */
export interface Memory {
  readonly limitBytes: number
  readonly spill: SpillSpace | undefined
}

/** 100 MB, as in MongoDB, and no disk. */
export const DEFAULT_MEMORY: Memory = { limitBytes: 100 * 1024 * 1024, spill: undefined }

/** Without the disk where the client does not allow it. */
export const memoryFor = (memory: Memory, allowDiskUse: boolean): Memory =>
  allowDiskUse ? memory : { ...memory, spill: undefined }

/** Counts what a stage holds, as the bytes it takes in BSON. */
export class MemoryBudget {
  readonly #stage: string
  readonly #memory: Memory
  #held = 0

  /** `stage`: its name for the messages. */
  constructor(stage: string, memory: Memory) {
    this.#stage = stage
    this.#memory = memory
  }

  add(bytes: number): void {
    this.#held += bytes
  }

  /** Everything held is let go. */
  release(): void {
    this.#held = 0
  }

  /** Time to go to disk: at a quarter of the limit, because decoded values take several times their bytes in BSON. */
  get isFull(): boolean {
    return this.#memory.spill !== undefined && this.#held > this.#memory.limitBytes / 4
  }

  get isExceeded(): boolean {
    return this.#held > this.#memory.limitBytes
  }

  /** Refuses more than the limit where it may not go to disk. */
  check(): void {
    if (this.#memory.spill || !this.isExceeded) return
    throw new MongoServerFailure(
      'QueryExceededMemoryLimitNoDiskUseAllowed',
      `Exceeded memory limit for ${this.#stage}, but didn't allow external sort. Pass allowDiskUse:true to opt in.`,
    )
  }

  /** Refuses more than the limit of what cannot go to disk. */
  checkUnspillable(): void {
    if (!this.isExceeded) return
    throw new MongoServerFailure(
      'ExceededMemoryLimit',
      `${this.#stage} used too much memory and cannot spill to disk. Memory limit: ${this.#memory.limitBytes} bytes`,
    )
  }
}
