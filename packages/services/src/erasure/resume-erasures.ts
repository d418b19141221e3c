import { Erasure } from '@parley/db'
import type { JobCounts } from '../jobs/job.ts'
import type { ErasureContext } from './erasure-run.ts'
import { tellPlatforms } from './revoke-grants.ts'
import { runErasure } from './run-erasure.ts'

/** Finishes erasures whose server died, and tells platforms of grants they could not be told of before. */
export async function resumeErasures({
  ctx,
  signal,
}: {
  ctx: ErasureContext
  signal: AbortSignal
}): Promise<JobCounts> {
  const counts = { completed: 0, failed: 0, revocationsTried: 0 }
  const left = await Erasure.find({ state: 'running', leaseExpiresAt: { $lte: ctx.now() } }, { _id: 1 }).lean()
  for (const { _id } of left) {
    if (signal.aborted) return counts
    try {
      if (await runErasure(ctx, _id)) counts.completed += 1
    } catch (err) {
      counts.failed += 1
      ctx.log.error({ err, erasureId: _id.toHexString() }, 'An erasure could not be finished; the next run tries again')
    }
  }
  const due = { 'pendingRevocations.nextTryAt': { $lte: ctx.now() } }
  for (const { _id, state } of await Erasure.find(due, { state: 1 }).lean()) {
    if (signal.aborted) return counts
    // One that still runs tells them itself.
    if (state !== 'completed') continue
    await tellPlatforms(ctx, _id)
    counts.revocationsTried += 1
  }
  return counts
}
