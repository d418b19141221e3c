import { Member, Organization, type OrganizationRecord } from '@parley/db'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/**
 * An organization the person belongs to, whichever the session acts in. One that was deleted is there for its owners
 * only. Throws NotFoundError, for those of others too.
 */
export async function loadOwnOrganization(
  actor: Pick<Actor, 'userId'>,
  organizationId: string,
): Promise<OrganizationRecord> {
  const key = objectId(organizationId)
  const [organization, member] = await Promise.all([
    Organization.findOne({ _id: key }).lean(),
    Member.findOne({ organizationId: key, userId: objectId(actor.userId) }, { role: 1 }).lean(),
  ])
  if (!organization || !member) throw new NotFoundError('organization')
  if (organization.deletedAt && member.role !== 'owner') throw new NotFoundError('organization')
  return organization
}
