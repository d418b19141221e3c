import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract, jsonContract, usdContract } from './scalars.ts'
import { pageInput } from './shared-things.ts'

export const TICKET_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const

/** One run of an agent that is waited for later. */
export const ticketContract = z.object({
  id: idContract,
  status: z.enum(TICKET_STATUSES),
  /** Percent. */
  progress: z.number().min(0).max(100),
  request: z.object({ agentId: idContract, input: jsonContract, userId: idContract }),
  /** Null unless completed; its cost is null where a price was unknown. */
  result: z.object({ output: jsonContract, costUsd: usdContract.nullable(), completedAt: instantContract }).nullable(),
  /** Null unless failed: what happened and what to do. */
  error: z.string().nullable(),
  conversationId: idContract.nullable(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const MAX_RUN_INPUT_BYTES = 256 * 1024

/** What an agent is run on: any JSON its inputSchema accepts, at most 256 KB. */
export const runInputContract = jsonContract.refine(
  (input) => JSON.stringify(input).length <= MAX_RUN_INPUT_BYTES,
  'Keep the input under 256 KB.',
)

export const ticketPageContract = pageContract(ticketContract)
export const ticketRefInput = z.strictObject({ ticketId: idContract })
export const listTicketsInput = z.strictObject({
  status: z.enum(TICKET_STATUSES).optional(),
  agentId: idContract.optional(),
  ...pageInput,
})
export const createTicketInput = z.strictObject({
  agentId: idContract,
  input: runInputContract,
  /** A conversation of the same person's that it belongs to. */
  conversationId: idContract.optional(),
})
/** A person may only call a ticket off. */
export const updateTicketInput = z.strictObject({ ticketId: idContract, status: z.literal('cancelled') })

export type Ticket = z.infer<typeof ticketContract>
export type TicketPage = z.infer<typeof ticketPageContract>
export type TicketRefInput = z.infer<typeof ticketRefInput>
export type ListTicketsInput = z.infer<typeof listTicketsInput>
export type CreateTicketInput = z.infer<typeof createTicketInput>
export type UpdateTicketInput = z.infer<typeof updateTicketInput>
