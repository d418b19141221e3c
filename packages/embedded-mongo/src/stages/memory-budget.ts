import { MongoServerFailure } from '../errors.ts'
import type { Value } from '../values/types.ts'

const LIMIT_BYTES = 100 * 1024 * 1024

/** Counts what a stage holds and refuses, as MongoDB without `allowDiskUse`, to hold more than 100 MB. */
export interface MemoryBudget {
  hold(bytes: number): void
  /** Everything held is let go. */
  release(): void
}

export function createMemoryBudget(stage: string): MemoryBudget {
  let held = 0
  return {
    release() {
      held = 0
    },
    hold(bytes) {
      held += bytes
      if (held <= LIMIT_BYTES) return
      throw new MongoServerFailure(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Exceeded memory limit for ${stage}, but didn't allow external sort. Pass allowDiskUse:true to opt in.`,
      )
    },
  }
}

/** Roughly the bytes a value takes as BSON. */
export function estimateSize(value: Value): number {
  if (typeof value === 'string') return value.length + 7
  if (value instanceof Map) {
    let size = 8
    for (const [name, field] of value) size += name.length + 2 + estimateSize(field)
    return size
  }
  if (Array.isArray(value)) {
    let size = 8
    for (const item of value) size += 4 + estimateSize(item)
    return size
  }
  return 12
}
