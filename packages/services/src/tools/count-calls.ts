import { assistantFunctions } from '@parley/assistant'
import type { FunctionCall } from '@parley/contracts'
import { Tool } from '@parley/db'
import type { Types } from 'mongoose'

interface Counted {
  total: number
  succeeded: number
  tookMs: number
}

/**
 * Adds the calls that ended in one attempt of a turn to the numbers of their tools, those of built-in ones to the installation's. To be
 * called once, after the attempt is written: a crash in between loses them, and nothing counts them twice.
 */
export async function countCalls(
  organizationId: Types.ObjectId,
  calls: readonly FunctionCall[],
  at: Date,
): Promise<void> {
  const byName = new Map<string, Counted>()
  for (const { name, state, durationMs } of calls) {
    if (durationMs === undefined) continue // never run
    const { total, succeeded, tookMs } = byName.get(name) ?? { total: 0, succeeded: 0, tookMs: 0 }
    const didSucceed = state === 'succeeded' ? 1 : 0
    byName.set(name, { total: total + 1, succeeded: succeeded + didSucceed, tookMs: tookMs + durationMs })
  }
  if (byName.size === 0) return
  await Tool.bulkWrite(
    [...byName].map(([name, counted]) => ({
      updateOne: {
        filter: { organizationId: assistantFunctions.has(name) ? null : organizationId, name },
        update: [{ $set: { usageStats: added(counted, at) } }],
        timestamps: false,
      },
    })),
    { ordered: false },
  )
}

function added({ total, succeeded, tookMs }: Counted, at: Date) {
  const totalCalls = { $ifNull: ['$usageStats.totalCalls', 0] }
  const tookBefore = { $multiply: [totalCalls, { $ifNull: ['$usageStats.averageResponseTimeMs', 0] }] }
  const after = { $add: [totalCalls, total] }
  return {
    totalCalls: after,
    successCalls: { $add: [{ $ifNull: ['$usageStats.successCalls', 0] }, succeeded] },
    failedCalls: { $add: [{ $ifNull: ['$usageStats.failedCalls', 0] }, total - succeeded] },
    lastUsedAt: { $max: ['$usageStats.lastUsedAt', at] },
    averageResponseTimeMs: { $divide: [{ $add: [tookBefore, tookMs] }, after] },
  }
}
