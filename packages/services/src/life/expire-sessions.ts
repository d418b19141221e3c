import { ChatSession } from '@parley/db'
import { BATCH } from './in-batches.ts'
import type { LifeCall } from './life-call.ts'
import { workingPolicies } from './policies.ts'

/** Removes sittings that have ended; their conversations outlive them. How many they were. */
export async function expireSessions({ ctx, policies, dryRun, signal }: LifeCall): Promise<number> {
  let removed = 0
  for (const { organizationId } of workingPolicies(policies)) {
    const ended = { organizationId, expiresAt: { $lte: ctx.now() } }
    if (dryRun) {
      removed += await ChatSession.countDocuments(ended)
      continue
    }
    for (let isMore = true; isMore && !signal.aborted; ) {
      const batch = await ChatSession.find(ended, { _id: 1 }).limit(BATCH).lean()
      removed += (await ChatSession.deleteMany({ _id: { $in: batch.map(({ _id }) => _id) } })).deletedCount
      isMore = batch.length === BATCH
    }
  }
  return removed
}
