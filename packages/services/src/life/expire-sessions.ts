import { ChatSession, Conversation } from '@parley/db'
import { BATCH } from './in-batches.ts'
import type { LifeCall } from './life-call.ts'
import { workingPolicies } from './policies.ts'

/**
 * Removes sittings that have ended; their conversations outlive them and name them no longer. A conversation that has gone on in another sitting
 * names that one and stays as it is. Sessions go last, so that a run that died in between finds them again. How many they were.
 */
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
      if (batch.length === 0) break
      const ids = batch.map(({ _id }) => _id)
      await Conversation.updateMany({ sessionId: { $in: ids } }, { $unset: { sessionId: 1 } })
      removed += (await ChatSession.deleteMany({ ...ended, _id: { $in: ids } })).deletedCount
      isMore = batch.length === BATCH
    }
  }
  return removed
}
