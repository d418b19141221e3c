import type { Ticket, TicketRefInput } from '@parley/contracts'
import { Ticket as TicketModel, type TicketRecord } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError } from '../errors.ts'
import { loadTicket } from './load-ticket.ts'
import { RECORDED } from './recorded.ts'
import { ticketFromRecord } from './ticket-view.ts'

/** Deletes a ticket that has ended, with what it was asked and answered. Throws ConflictError for one that has not. */
export async function removeTicket({ ctx, input }: { ctx: WriteContext; input: TicketRefInput }): Promise<Ticket> {
  requireWriter(ctx.actor)
  const change = { action: 'tickets.remove', targetType: 'Ticket', recorded: RECORDED }
  const removed = await auditedWrite<TicketRecord>(ctx, change, async (session) => {
    const before = await loadTicket(ctx.actor, input.ticketId, session)
    const { deletedCount } = await TicketModel.deleteOne(
      { _id: before._id, status: { $in: ['completed', 'failed', 'cancelled'] } },
      { session },
    )
    if (deletedCount === 0)
      throw new ConflictError('The ticket has not ended', 'Call this ticket off before deleting it.')
    return { before, after: null }
  })
  return ticketFromRecord(removed)
}
