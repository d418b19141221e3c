import { type RetentionPreview, retentionContract } from '@parley/contracts'
import { requireAdmin } from '../access/require-admin.ts'
import type { MemberContext } from '../context.ts'
import { loadOrganization } from '../organizations/load-organization.ts'
import { applyRetention } from './apply-retention.ts'

/** The policy in force and what its next run would do, without doing it; for admins and owners. */
export async function previewRetention({
  ctx,
}: {
  ctx: Pick<MemberContext, 'actor' | 'now' | 'log'>
}): Promise<RetentionPreview> {
  requireAdmin(ctx.actor)
  const { organizationId } = ctx.actor
  const { settings, legalHold } = await loadOrganization(ctx.actor)
  return {
    retention: retentionContract.parse(settings?.retention ?? {}),
    legalHold: legalHold ?? false,
    counts: await applyRetention({ ctx, input: { organizationId, dryRun: true } }),
  }
}
