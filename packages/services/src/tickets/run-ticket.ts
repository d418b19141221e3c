import type { TicketRecord } from '@parley/db'
import { requirePayer } from '../account/find-payer.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { AppError } from '../errors.ts'
import { requireMatching } from '../json-schema/require-matching.ts'
import type { RunContext } from '../runs/agent-run-request.ts'
import { loadRunnable } from '../runs/load-runnable.ts'
import { performRun } from '../runs/perform-run.ts'
import { requireAllowance } from '../usage/require-allowance.ts'
import { endTicket, renewTicket, TICKET_HEARTBEAT_MS } from './ticket-lease.ts'

export type TicketOutcome = 'completed' | 'failed' | 'returned' | 'lost'

const CHARACTERS_PER_TOKEN = 4

/** Runs a ticket this server took. `returned`: the server stops, and the ticket waits again; `lost`: it was called off, or another took it. */
export async function runTicket(ctx: RunContext, ticket: TicketRecord, stop: AbortSignal): Promise<TicketOutcome> {
  const lost = new AbortController()
  let characters = 0
  let maxTokens = 1000
  const renew = async () => {
    const progress = Math.min(95, Math.round((100 * characters) / (maxTokens * CHARACTERS_PER_TOKEN)))
    if (!(await renewTicket(ticket, progress, ctx.now()))) lost.abort()
  }
  const heartbeat = setInterval(() => {
    renew().catch((err: unknown) => ctx.log.warn({ err, ticketId: ticket._id }, 'A ticket could not be renewed'))
  }, TICKET_HEARTBEAT_MS)
  try {
    const { organizationId, request } = ticket
    const userId = request.userId.toHexString()
    await loadActiveAgent(organizationId, request.agentId)
    await requireAllowance(userId, ctx.now())
    const runnable = await loadRunnable(organizationId, request.agentId)
    await requireMatching('input', runnable.inputSchema, request.input)
    maxTokens = runnable.llmSettings.parameters.maxTokens
    const { output, usage } = await performRun(
      ctx,
      {
        organizationId,
        agentId: request.agentId,
        runnable,
        input: request.input,
        source: { ticketId: ticket._id },
        userId,
        payer: await requirePayer(organizationId, ctx.now()),
      },
      {
        signal: AbortSignal.any([stop, lost.signal]),
        onText: (text) => {
          characters += text.length
        },
      },
    )
    const costMicros = usage.costUsd === null ? null : Math.round(usage.costUsd * 1_000_000)
    const result = { output, costMicros, completedAt: ctx.now() }
    return (await endTicket(ticket, { status: 'completed', progress: 100, result })) ? 'completed' : 'lost'
  } catch (error) {
    if (lost.signal.aborted) return 'lost'
    if (stop.aborted) return (await endTicket(ticket, { status: 'pending' })) ? 'returned' : 'lost'
    if (!(error instanceof AppError)) ctx.log.error({ err: error, ticketId: ticket._id }, 'A ticket failed')
    const message =
      error instanceof AppError ? error.userMessage : 'Something went wrong on our side. Ask for it again.'
    return (await endTicket(ticket, { status: 'failed', error: message })) ? 'failed' : 'lost'
  } finally {
    clearInterval(heartbeat)
  }
}
