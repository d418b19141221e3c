import type { CreateTicketInput, Ticket } from '@parley/contracts'
import { Ticket as TicketModel, type TicketRecord } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { requireMatching } from '../json-schema/require-matching.ts'
import { objectId } from '../object-id.ts'
import { loadRunnable } from '../runs/load-runnable.ts'
import { RECORDED } from './recorded.ts'
import { ticketFromRecord } from './ticket-view.ts'

/** Asks for a run that is waited for later; the tickets job takes it. Throws InvalidInputError for what the agent does not take. */
export async function createTicket({ ctx, input }: { ctx: WriteContext; input: CreateTicketInput }): Promise<Ticket> {
  requireWriter(ctx.actor)
  const organizationId = objectId(ctx.actor.organizationId)
  const agentId = objectId(input.agentId)
  await loadActiveAgent(organizationId, agentId)
  const runnable = await loadRunnable(organizationId, agentId)
  await requireMatching('input', runnable.inputSchema, input.input)
  if (input.conversationId !== undefined) await loadConversation(conversationKey(ctx.actor, input.conversationId))
  const draft = {
    organizationId,
    request: { agentId, input: input.input, userId: objectId(ctx.actor.userId) },
    ...(input.conversationId !== undefined && { conversationId: objectId(input.conversationId) }),
  }
  const change = { action: 'tickets.create', targetType: 'Ticket', recorded: RECORDED }
  const made = await auditedWrite<TicketRecord>(ctx, change, async (session) => {
    const [ticket] = await TicketModel.create([draft], { session })
    return { before: null, after: ticket?.toObject() ?? null }
  })
  return ticketFromRecord(made)
}
