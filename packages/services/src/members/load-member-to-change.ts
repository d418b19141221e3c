import { Member, type MemberRecord, Organization } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { WriteContext } from '../audit/audited-write.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/**
 * A member whose role is about to become `role`, or null: who leaves. Owners are made and unmade by owners only, and one always stays.
 * Throws NotFoundError, ForbiddenError or ConflictError.
 */
export async function loadMemberToChange(
  { actor, now }: WriteContext,
  memberId: string,
  role: MemberRecord['role'] | null,
  session: ClientSession,
): Promise<MemberRecord> {
  const organizationId = objectId(actor.organizationId)
  const member = await Member.findOne({ _id: objectId(memberId), organizationId }, null, { session }).lean()
  if (!member) throw new NotFoundError('member')
  const isAboutOwners = member.role === 'owner' || role === 'owner'
  if (isAboutOwners && actor.role !== 'owner') throw new ForbiddenError('Only an owner may make or unmake owners')
  if (member.role === 'owner' && role !== 'owner') {
    // Two owners who unmake each other at once both write this, so that one of them sees the other's change.
    await Organization.updateOne({ _id: organizationId }, { $set: { updatedAt: now() } }, { session })
    const owners = await Member.countDocuments({ organizationId, role: 'owner' }, { session })
    if (owners === 1)
      throw new ConflictError('The last owner', 'An organization needs an owner. Make another one first.')
  }
  return member
}
