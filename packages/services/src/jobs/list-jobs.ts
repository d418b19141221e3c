import type { JobState } from '@parley/contracts'
import { JobRun } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import type { MemberContext } from '../context.ts'

/** Each job of the installation with its last and its next run; for admins and owners. */
export async function listJobs({ ctx }: { ctx: Pick<MemberContext, 'actor'> }): Promise<JobState[]> {
  requireAdmin(ctx.actor)
  const runs = await JobRun.find().sort({ _id: 1 }).lean()
  return runs.map((run) => ({
    name: run._id,
    outcome: run.outcome,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    nextRunAt: run.nextRunAt.toISOString(),
  }))
}
