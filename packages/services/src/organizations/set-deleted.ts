import type { Organization } from '@parley/contracts'
import { Organization as OrganizationModel, type OrganizationRecord } from '@parley/db'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError, ForbiddenError } from '../errors.ts'
import { loadOrganization } from './load-organization.ts'
import { organizationFromRecord } from './organization-view.ts'

interface Deletion {
  action: 'organizations.remove' | 'organizations.restore'
  /** Null: not deleted. */
  deletedAt: Date | null
}

/** Marks the organization as deleted or as not deleted. A deletion keeps its first moment. */
export async function setDeleted(ctx: WriteContext, { action, deletedAt }: Deletion): Promise<Organization> {
  if (ctx.actor.role !== 'owner')
    throw new ForbiddenError('Only an owner deletes an organization', 'Only an owner may delete or restore it.')
  const change = { action, targetType: 'Organization', recorded: ['deletedAt'] as const }
  const changed = await auditedWrite<OrganizationRecord>(ctx, change, async (session) => {
    const before = await loadOrganization(ctx.actor, session)
    if (deletedAt && before.legalHold)
      throw new ConflictError(
        'Legal hold',
        'This organization must keep its records for now. Lift the legal hold first.',
      )
    if (deletedAt && before.deletedAt) return { before, after: before }
    const update = deletedAt ? { $set: { deletedAt } } : { $unset: { deletedAt: 1 as const } }
    const options = { session, returnDocument: 'after' } as const
    return { before, after: await OrganizationModel.findOneAndUpdate({ _id: before._id }, update, options).lean() }
  })
  return organizationFromRecord(changed)
}
