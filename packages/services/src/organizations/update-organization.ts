import type { Organization, UpdateOrganizationInput } from '@parley/contracts'
import { Organization as OrganizationModel, type OrganizationRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { ForbiddenError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { limitsToRecord } from './limits.ts'
import { loadOrganization } from './load-organization.ts'
import { organizationFromRecord } from './organization-view.ts'
import { priceOverridesToRecord } from './own-prices.ts'

const RECORDED = ['name', 'description', 'settings', 'legalHold'] as const

/** Changes what the organization is called and how it works. Its default agent must be one that answers; legal hold and limits are its owners' matter. */
export async function updateOrganization({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: UpdateOrganizationInput
}): Promise<Organization> {
  requireAdmin(ctx.actor)
  if (input.legalHold !== undefined && ctx.actor.role !== 'owner')
    throw new ForbiddenError('Only an owner sets legal hold', 'Only an owner may set or lift a legal hold.')
  if (input.limits !== undefined && ctx.actor.role !== 'owner')
    throw new ForbiddenError('Only an owner sets limits', 'Only an owner may set or lift the limits.')
  const { timeZone, defaultAgentId, retention, priceOverrides, limits, ...changes } = input
  const change = { action: 'organizations.update', targetType: 'Organization', recorded: RECORDED }
  const changed = await auditedWrite<OrganizationRecord>(ctx, change, async (session) => {
    const before = await loadOrganization(ctx.actor, session)
    const agent = defaultAgentId == null ? null : await loadActiveAgent(before._id, objectId(defaultAgentId), session)
    const after = await OrganizationModel.findOneAndUpdate(
      { _id: before._id },
      {
        $set: {
          ...given(changes),
          ...(timeZone !== undefined && { 'settings.timeZone': timeZone }),
          ...(retention && { 'settings.retention': { ...before.settings?.retention, ...given(retention) } }),
          ...(priceOverrides && { 'settings.priceOverrides': priceOverridesToRecord(priceOverrides) }),
          ...limitsToRecord(limits ?? {}),
          ...(agent && { 'settings.defaultAgentId': agent._id }),
        },
        ...(defaultAgentId === null && { $unset: { 'settings.defaultAgentId': 1 } }),
      },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return organizationFromRecord(changed)
}
