import type { Ticket, UpdateTicketInput } from '@parley/contracts'
import { Ticket as TicketModel, type TicketRecord } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError } from '../errors.ts'
import { loadTicket } from './load-ticket.ts'
import { RECORDED } from './recorded.ts'
import { ticketFromRecord } from './ticket-view.ts'

/** Calls a ticket off, also one that is running: its server then lets go of it. Throws ConflictError for one that has ended. */
export async function updateTicket({ ctx, input }: { ctx: WriteContext; input: UpdateTicketInput }): Promise<Ticket> {
  requireWriter(ctx.actor)
  const change = { action: 'tickets.update', targetType: 'Ticket', recorded: RECORDED }
  const changed = await auditedWrite<TicketRecord>(ctx, change, async (session) => {
    const before = await loadTicket(ctx.actor, input.ticketId, session)
    const after = await TicketModel.findOneAndUpdate(
      { _id: before._id, status: { $in: ['pending', 'processing'] } },
      { $set: { status: input.status }, $unset: { leaseExpiresAt: 1 } },
      { session, returnDocument: 'after' },
    ).lean()
    if (!after) throw new ConflictError(`The ticket is ${before.status}`, `This ticket is ${before.status} already.`)
    return { before, after }
  })
  return ticketFromRecord(changed)
}
