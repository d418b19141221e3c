import type { CreateMemberInput, Member } from '@parley/contracts'
import { Member as MemberModel, type MemberRecord, User } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError, ForbiddenError, InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadOrganization } from '../organizations/load-organization.ts'
import { requireRealTenant } from '../organizations/require-real-tenant.ts'
import { requireRoom } from '../organizations/require-room.ts'
import { showMember } from './show-members.ts'

/** Takes somebody who has an account into the organization, by their address. Owners are made by owners only. */
export async function createMember({ ctx, input }: { ctx: WriteContext; input: CreateMemberInput }): Promise<Member> {
  requireAdmin(ctx.actor)
  if (input.role === 'owner' && ctx.actor.role !== 'owner') throw new ForbiddenError('Only an owner may make owners')
  requireRealTenant(await loadOrganization(ctx.actor))
  const organizationId = objectId(ctx.actor.organizationId)
  const change = { action: 'members.create', targetType: 'Member', recorded: ['role'] as const }
  const made = await auditedWrite<MemberRecord>(ctx, change, async (session) => {
    const user = await User.findOne({ email: input.email }, { _id: 1 }, { session }).lean()
    if (!user) throw nobody()
    if (await MemberModel.exists({ organizationId, userId: user._id }).session(session)) {
      throw new ConflictError('A member already', 'This person is in the organization already.')
    }
    await requireRoom(ctx, 'members', session)
    const [member] = await MemberModel.create([{ organizationId, userId: user._id, role: input.role }], { session })
    return { before: null, after: member?.toObject() ?? null }
  })
  return showMember(made)
}

function nobody(): InvalidInputError {
  const userMessage = 'Nobody has signed up with this address yet. Ask them to, then add them.'
  return new InvalidInputError('No such account', userMessage, { email: [userMessage] })
}
