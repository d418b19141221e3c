import { DEFAULT_PAGE_LIMIT, idContract, type LeadPage, type ListLeadsInput } from '@parley/contracts'
import { Lead } from '@parley/db'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { leadFromRecord } from './lead-view.ts'

const cursorKeys = z.tuple([idContract])

/** The organization's leads, the newest first. */
export async function listLeads({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListLeadsInput
}): Promise<LeadPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const before = input.cursor == null ? null : parseCursor(input.cursor, cursorKeys)[0]
  const found = await Lead.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(input.email !== undefined && { email: input.email }),
    ...(before !== null && { _id: { $lt: objectId(before) } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, leadFromRecord, ({ _id }) => formatCursor([_id.toHexString()]))
}
