import { Ticket, type TicketRecord } from '@parley/db'

/** The server that runs a ticket says so this often … */
export const TICKET_HEARTBEAT_MS = 5000
/** … and is taken for dead when it has not for this long. */
const LEASE_MS = 30_000
/** How often a ticket is begun when the servers running it die. */
export const MAX_ATTEMPTS = 3

const leaseFrom = (at: Date) => new Date(at.getTime() + LEASE_MS)

/** One attempt at a ticket; whatever it writes holds only while it is the newest and the ticket is processing. */
const held = ({ _id, attempts }: TicketRecord) => ({ _id, attempts, status: 'processing' as const })

/** Takes the next ticket that waits, or whose server is gone. Null when there is none, or another server was first. */
export async function takeTicket(at: Date): Promise<TicketRecord | null> {
  const next =
    (await Ticket.findOne({ status: 'pending' }).sort({ _id: 1 }).lean()) ??
    (await Ticket.findOne({
      status: 'processing',
      leaseExpiresAt: { $lte: at },
      attempts: { $lt: MAX_ATTEMPTS },
    }).lean())
  if (!next) return null
  const { _id, status, attempts } = next
  return Ticket.findOneAndUpdate(
    { _id, status, attempts },
    { $set: { status: 'processing', attempts: attempts + 1, leaseExpiresAt: leaseFrom(at), progress: 0 } },
    { returnDocument: 'after' },
  ).lean()
}

/** False when the ticket was called off, or is another server's by now. */
export async function renewTicket(ticket: TicketRecord, progress: number, at: Date): Promise<boolean> {
  const update = { $set: { leaseExpiresAt: leaseFrom(at), progress } }
  return (await Ticket.updateOne(held(ticket), update)).matchedCount === 1
}

/** Notes how it went, or gives it back as pending; nothing where it was called off meanwhile. */
export async function endTicket(
  ticket: TicketRecord,
  end:
    | { status: 'completed'; progress: 100; result: NonNullable<TicketRecord['result']> }
    | { status: 'failed'; error: string }
    | { status: 'pending' },
): Promise<boolean> {
  const update = { $set: end, $unset: { leaseExpiresAt: 1 } }
  return (await Ticket.updateOne(held(ticket), update)).matchedCount === 1
}

/** Fails those whose servers died too often. How many there were. */
export async function failAbandoned(at: Date): Promise<number> {
  const { modifiedCount } = await Ticket.updateMany(
    { status: 'processing', leaseExpiresAt: { $lte: at }, attempts: { $gte: MAX_ATTEMPTS } },
    {
      $set: { status: 'failed', error: `This was begun ${MAX_ATTEMPTS} times and never ended. Ask for it again.` },
      $unset: { leaseExpiresAt: 1 },
    },
  )
  return modifiedCount
}
