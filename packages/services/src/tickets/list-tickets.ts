import { DEFAULT_PAGE_LIMIT, idContract, type ListTicketsInput, type TicketPage } from '@parley/contracts'
import { Ticket } from '@parley/db'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { ticketFromRecord } from './ticket-view.ts'

const cursorKeys = z.tuple([idContract])

/** The person's own tickets, the newest first. */
export async function listTickets({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListTicketsInput
}): Promise<TicketPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const before = input.cursor == null ? null : parseCursor(input.cursor, cursorKeys)[0]
  const found = await Ticket.find({
    organizationId: objectId(ctx.actor.organizationId),
    'request.userId': objectId(ctx.actor.userId),
    ...(input.status !== undefined && { status: input.status }),
    ...(input.agentId !== undefined && { 'request.agentId': objectId(input.agentId) }),
    ...(before !== null && { _id: { $lt: objectId(before) } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, ticketFromRecord, ({ _id }) => formatCursor([_id.toHexString()]))
}
