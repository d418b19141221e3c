import { AgentExecution } from '@parley/db'
import type { Types } from 'mongoose'
import { BATCH } from './in-batches.ts'
import type { LifeCall } from './life-call.ts'
import { daysBefore, workingPolicies } from './policies.ts'

const OVER = ['completed', 'failed', 'stopped'] as const

/** Archives runs that ended long ago, and takes logs and results from those archived a restore window ago; their numbers stay. */
export async function archiveExecutions(call: LifeCall): Promise<{ archived: number; cleared: number }> {
  const done = { archived: 0, cleared: 0 }
  for (const { organizationId, retention } of workingPolicies(call.policies)) {
    if (retention.archiveExecutionsAfterDays === null) continue
    const at = call.ctx.now()
    const old = {
      organizationId,
      archivedAt: null,
      startedAt: { $lte: daysBefore(at, retention.archiveExecutionsAfterDays) },
      status: { $in: OVER },
    }
    const archivedLongAgo = {
      organizationId,
      archivedAt: { $lte: daysBefore(at, retention.purgeAfterDays) },
      'logs.0': { $exists: true },
    }
    done.archived += await changeAll(call, old, { $set: { archivedAt: at } })
    done.cleared += await changeAll(call, archivedLongAgo, { $set: { logs: [] }, $unset: { result: 1 } })
  }
  return done
}

/** Until none matches any more: what `update` changes must take a record out of `filter`. */
async function changeAll(
  { dryRun, signal }: LifeCall,
  filter: Readonly<{ organizationId: Types.ObjectId; [path: string]: unknown }>,
  update: Readonly<Record<string, Record<string, unknown>>>,
): Promise<number> {
  if (dryRun) return AgentExecution.countDocuments(filter)
  let changed = 0
  for (let isMore = true; isMore && !signal.aborted; ) {
    const batch = await AgentExecution.find(filter, { _id: 1 }).limit(BATCH).lean()
    changed += (await AgentExecution.updateMany({ _id: { $in: batch.map(({ _id }) => _id) } }, update)).modifiedCount
    isMore = batch.length === BATCH
  }
  return changed
}
