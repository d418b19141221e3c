import type { Ticket, TicketRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadTicket } from './load-ticket.ts'
import { ticketFromRecord } from './ticket-view.ts'

/** One of the person's tickets, with how far it is. */
export async function getTicket({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: TicketRefInput
}): Promise<Ticket> {
  return ticketFromRecord(await loadTicket(ctx.actor, input.ticketId))
}
