import { Conversation } from '@parley/db'
import { inBatches } from './in-batches.ts'
import type { LifeCall } from './life-call.ts'
import { daysBefore, workingPolicies } from './policies.ts'

/** Archives what nobody wrote in for as many days as its organization says, longest idle first. How many that were. */
export async function archiveIdleConversations({ ctx, policies, scope, dryRun, signal }: LifeCall): Promise<number> {
  const at = ctx.now()
  const cutoffs = new Map<string, Date>()
  for (const { organizationId, retention } of workingPolicies(policies)) {
    if (retention.archiveAfterDays === null) continue
    cutoffs.set(organizationId.toHexString(), daysBefore(at, retention.archiveAfterDays))
  }
  const latest = Math.max(...[...cutoffs.values()].map((cutoff) => cutoff.getTime()))
  if (cutoffs.size === 0) return 0
  let archived = 0
  for (const status of ['active', 'ended'] as const) {
    const idle = Conversation.find(
      {
        status,
        lastMessageAt: { $lte: new Date(latest) },
        ...scope,
      },
      { organizationId: 1, lastMessageAt: 1 },
    )
      .sort({ lastMessageAt: 1 })
      .lean()
      .cursor()
    for await (const batch of inBatches(idle)) {
      if (signal.aborted) return archived
      const due = batch.filter(({ organizationId, lastMessageAt }) => {
        const cutoff = cutoffs.get(organizationId.toHexString())
        return cutoff !== undefined && lastMessageAt <= cutoff
      })
      if (dryRun || due.length === 0) {
        archived += due.length
        continue
      }
      // Only while it is as it was found: a message written meanwhile keeps it.
      const { modifiedCount } = await Conversation.bulkWrite(
        due.map(({ _id, lastMessageAt }) => ({
          updateOne: {
            filter: { _id, status, lastMessageAt },
            update: { $set: { status: 'archived', statusBefore: status, archivedAt: at } },
          },
        })),
        { ordered: false },
      )
      archived += modifiedCount
    }
  }
  return archived
}
