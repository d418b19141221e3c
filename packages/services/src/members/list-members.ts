import { DEFAULT_PAGE_LIMIT, idContract, type ListMembersInput, type MemberPage } from '@parley/contracts'
import { Member } from '@parley/db'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { showMembers } from './show-members.ts'

const cursorKeys = z.tuple([idContract])

/** The people of the organization, those who signed up first at the top. */
export async function listMembers({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListMembersInput
}): Promise<MemberPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = input.cursor == null ? null : parseCursor(input.cursor, cursorKeys)[0]
  const found = await Member.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(after !== null && { userId: { $gt: objectId(after) } }),
  })
    .sort({ userId: 1 })
    .limit(limit + 1)
    .lean()
  const page = pageOf(
    found,
    limit,
    (member) => member,
    ({ userId }) => formatCursor([userId.toHexString()]),
  )
  return { items: await showMembers(page.items), nextCursor: page.nextCursor }
}
