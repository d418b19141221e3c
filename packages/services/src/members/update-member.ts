import type { Member, UpdateMemberInput } from '@parley/contracts'
import { Member as MemberModel, type MemberRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { loadMemberToChange } from './load-member-to-change.ts'
import { showMember } from './show-members.ts'

/** Gives a member another role; it holds from their next request on. */
export async function updateMember({ ctx, input }: { ctx: WriteContext; input: UpdateMemberInput }): Promise<Member> {
  requireAdmin(ctx.actor)
  const change = { action: 'members.update', targetType: 'Member', recorded: ['role'] as const }
  const changed = await auditedWrite<MemberRecord>(ctx, change, async (session) => {
    const before = await loadMemberToChange(ctx, input.memberId, input.role, session)
    const after = await MemberModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: { role: input.role } },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return showMember(changed)
}
