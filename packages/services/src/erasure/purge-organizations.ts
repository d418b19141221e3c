import { Organization } from '@parley/db'
import type { JobCounts } from '../jobs/job.ts'
import { daysBefore, loadPolicies } from '../life/policies.ts'
import { beginAccountErasure } from './begin-account-erasure.ts'
import { beginOrganizationErasure } from './begin-organization-erasure.ts'
import type { ErasureContext } from './erasure-run.ts'
import { runErasure } from './run-erasure.ts'

/** Removes demos that are over, with their people, and organizations deleted longer ago than their restore window. */
export async function purgeOrganizations({
  ctx,
  input: { dryRun },
  signal,
}: {
  ctx: ErasureContext
  input: { dryRun: boolean }
  signal: AbortSignal
}): Promise<JobCounts> {
  const counts = { purgedOrganizations: 0, removedDemos: 0, failed: 0 }
  const at = ctx.now()
  for (const { organizationId, retention, legalHold, demoExpiresAt, deletedAt } of (await loadPolicies(ctx)).values()) {
    if (signal.aborted) return counts
    const isOver = demoExpiresAt !== null && demoExpiresAt <= at
    const isPurged = deletedAt !== null && deletedAt <= daysBefore(at, retention.purgeAfterDays)
    if (legalHold || (!isOver && !isPurged)) continue
    try {
      if (!dryRun) await (isOver ? removeDemo(ctx, organizationId) : purge(ctx, organizationId))
      counts[isOver ? 'removedDemos' : 'purgedOrganizations'] += 1
    } catch (err) {
      counts.failed += 1
      const fields = { err, organizationId: organizationId.toHexString() }
      ctx.log.error(fields, 'An organization could not be purged; the next run tries again')
    }
  }
  return counts
}

type OrganizationId = Parameters<typeof beginOrganizationErasure>[1]

async function purge(ctx: ErasureContext, organizationId: OrganizationId): Promise<void> {
  const erasureId = await beginOrganizationErasure(ctx, organizationId)
  if (erasureId) await runErasure(ctx, erasureId)
}

/** Its one person has nothing else. */
async function removeDemo(ctx: ErasureContext, organizationId: OrganizationId): Promise<void> {
  const demo = await Organization.findOne({ _id: organizationId }, { ownerId: 1 }).lean()
  if (!demo?.ownerId) return purge(ctx, organizationId)
  await runErasure(ctx, await beginAccountErasure(ctx, demo.ownerId, { isReplay: false }))
}
