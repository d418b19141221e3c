import type { CreateOrganizationInput, Organization } from '@parley/contracts'
import {
  ensureMarketingAssistant,
  Member,
  Organization as OrganizationModel,
  type OrganizationRecord,
} from '@parley/db'
import { Types } from 'mongoose'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { objectId } from '../object-id.ts'
import { loadOrganization } from './load-organization.ts'
import { organizationFromRecord } from './organization-view.ts'
import { requireRealTenant } from './require-real-tenant.ts'

/** Makes an organization with its first agent, owned by whoever asks; its slug is taken once in the installation. Not in a demo. */
export async function createOrganization({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: CreateOrganizationInput
}): Promise<Organization> {
  requireRealTenant(await loadOrganization(ctx.actor))
  const organizationId = new Types.ObjectId()
  const ownerId = objectId(ctx.actor.userId)
  const actor = { ...ctx.actor, organizationId: organizationId.toHexString() }
  const change = { action: 'organizations.create', targetType: 'Organization', recorded: ['name', 'slug'] as const }
  const made = await auditedWrite<OrganizationRecord>({ ...ctx, actor }, change, async (session) => {
    const draft = { _id: organizationId, name: input.name, description: input.description, slug: input.slug, ownerId }
    const [organization] = await OrganizationModel.create([draft], { session })
    await Member.create([{ organizationId, userId: ownerId, role: 'owner' }], { session })
    await ensureMarketingAssistant({ organizationId, ownerId }, session)
    return { before: null, after: organization?.toObject() ?? null }
  })
  return organizationFromRecord(made)
}
