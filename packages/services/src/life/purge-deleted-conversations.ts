import { Conversation } from '@parley/db'
import { inBatches } from './in-batches.ts'
import type { LifeCall } from './life-call.ts'
import { daysBefore, workingPolicies } from './policies.ts'
import { purgeConversation } from './purge-conversation.ts'

/** Removes for good what was deleted longer ago than its organization's restore window. How many conversations that were. */
export async function purgeDeletedConversations({ ctx, policies, scope, dryRun, signal }: LifeCall): Promise<number> {
  const at = ctx.now()
  const cutoffs = new Map(
    workingPolicies(policies).map(({ organizationId, retention }) => [
      organizationId.toHexString(),
      daysBefore(at, retention.purgeAfterDays),
    ]),
  )
  if (cutoffs.size === 0) return 0
  const latest = Math.max(...[...cutoffs.values()].map((cutoff) => cutoff.getTime()))
  const deleted = Conversation.find(
    {
      status: 'deleted',
      deletedAt: { $lte: new Date(latest) },
      ...scope,
    },
    { organizationId: 1, ownerKey: 1, deletedAt: 1 },
  )
    .sort({ deletedAt: 1 })
    .lean()
    .cursor()
  let purged = 0
  for await (const batch of inBatches(deleted)) {
    for (const { _id, organizationId, ownerKey, deletedAt } of batch) {
      if (signal.aborted) return purged
      const cutoff = cutoffs.get(organizationId.toHexString())
      if (!cutoff || !deletedAt || deletedAt > cutoff) continue
      const key = { conversationId: _id, organizationId, ownerKey }
      if (dryRun || (await purgeConversation(key, cutoff))) purged += 1
    }
  }
  return purged
}
