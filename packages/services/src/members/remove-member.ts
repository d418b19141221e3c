import type { Member, MemberRefInput } from '@parley/contracts'
import { Member as MemberModel, type MemberRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { loadMemberToChange } from './load-member-to-change.ts'
import { showMember } from './show-members.ts'

/** Ends a membership; from their next request on the person sees nothing of the organization. */
export async function removeMember({ ctx, input }: { ctx: WriteContext; input: MemberRefInput }): Promise<Member> {
  requireAdmin(ctx.actor)
  const change = { action: 'members.remove', targetType: 'Member', recorded: ['role'] as const }
  const removed = await auditedWrite<MemberRecord>(ctx, change, async (session) => {
    const before = await loadMemberToChange(ctx, input.memberId, null, session)
    await MemberModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return showMember(removed)
}
