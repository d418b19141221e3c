import { Ticket, type TicketRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** A person's own ticket. Throws NotFoundError for anybody else's, in the same organization too. */
export async function loadTicket(
  actor: Pick<Actor, 'organizationId' | 'userId'>,
  ticketId: string,
  session?: ClientSession,
): Promise<TicketRecord> {
  const found = await Ticket.findOne(
    {
      _id: objectId(ticketId),
      organizationId: objectId(actor.organizationId),
      'request.userId': objectId(actor.userId),
    },
    null,
    { session: session ?? null },
  ).lean()
  if (!found) throw new NotFoundError('ticket')
  return found
}
