import type { Member, MemberRefInput } from '@parley/contracts'
import { Member as MemberModel } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { showMember } from './show-members.ts'

/** One of the people of the organization. */
export async function getMember({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: MemberRefInput
}): Promise<Member> {
  const key = { _id: objectId(input.memberId), organizationId: objectId(ctx.actor.organizationId) }
  const found = await MemberModel.findOne(key).lean()
  if (!found) throw new NotFoundError('member')
  return showMember(found)
}
