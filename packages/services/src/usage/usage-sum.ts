import type { UsageSum } from '@parley/contracts'
import { usdFromMicros } from '../money.ts'

/** A group of the ledger as `usageSums` counts it. */
export interface UsageGroup<Key = string | null> {
  _id: Key
  calls: number
  inputTokens: number
  outputTokens: number
  costMicros: number
  unpriced: number
}

/** The accumulators of a `$group` over settled usage records. */
export const usageSums = {
  calls: { $sum: 1 },
  inputTokens: { $sum: '$inputTokens' },
  outputTokens: { $sum: '$outputTokens' },
  costMicros: { $sum: '$costMicros' },
  unpriced: { $sum: { $cond: [{ $eq: ['$costMicros', null] }, 1, 0] } },
}

export function sumOfGroup(group: Omit<UsageGroup, '_id'>): UsageSum {
  return {
    calls: group.calls,
    inputTokens: group.inputTokens,
    outputTokens: group.outputTokens,
    costUsd: usdFromMicros(group.costMicros),
    isCostPartial: group.unpriced > 0,
  }
}

/** All groups together. */
export function totalOfGroups(groups: readonly Omit<UsageGroup, '_id'>[]): UsageSum {
  const sum = (of: (group: Omit<UsageGroup, '_id'>) => number) => groups.reduce((total, group) => total + of(group), 0)
  return sumOfGroup({
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costMicros: sum(({ costMicros }) => costMicros),
    unpriced: sum(({ unpriced }) => unpriced),
  })
}
