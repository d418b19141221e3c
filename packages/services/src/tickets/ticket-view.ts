import { type Ticket, ticketContract } from '@parley/contracts'
import type { TicketRecord } from '@parley/db'
import { usdOrNull } from '../money.ts'

const json = ticketContract.shape.request.shape.input

export function ticketFromRecord({ request, result, ...record }: TicketRecord): Ticket {
  return {
    id: record._id.toHexString(),
    status: record.status,
    progress: record.progress,
    request: {
      agentId: request.agentId.toHexString(),
      input: json.parse(request.input),
      userId: request.userId.toHexString(),
    },
    result: result
      ? {
          output: json.parse(result.output ?? null),
          costUsd: usdOrNull(result.costMicros),
          completedAt: result.completedAt.toISOString(),
        }
      : null,
    error: record.error ?? null,
    conversationId: record.conversationId?.toHexString() ?? null,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
