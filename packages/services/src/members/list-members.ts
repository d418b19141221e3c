import type { ListMembersInput, MemberPage } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { listMemberships } from './list-memberships.ts'
import { showMembers } from './show-members.ts'

/** The people of the organization, those who signed up first at the top. */
export async function listMembers({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListMembersInput
}): Promise<MemberPage> {
  const { items, nextCursor } = await listMemberships({ organizationId: objectId(ctx.actor.organizationId) }, input)
  return { items: await showMembers(items), nextCursor }
}
