import { AgentExecution, UsageRecord, withTransaction } from '@parley/db'
import { Types } from 'mongoose'
import { objectId } from '../object-id.ts'
import type { AgentRunRequest } from './agent-run-request.ts'
import type { OpenedRun } from './open-run.ts'

/** A run is over by then, whatever happens; longer than a run may take. */
const RESERVATION_MS = 6 * 60_000

/** What every run leaves from its first moment: an execution that runs, and, under the same _id, usage reserved for it or for its ticket. */
export async function beginRun({ request, llm, startedAt }: OpenedRun): Promise<Types.ObjectId> {
  const { organizationId, agentId, runnable, source, userId, payer } = request
  const executionId = new Types.ObjectId()
  const common = {
    _id: executionId,
    organizationId,
    agentId,
    ...(userId !== undefined && { userId: objectId(userId) }),
  }
  const usage = {
    ...common,
    ...usageSource(source, executionId),
    payer,
    ...(runnable.apiKeyId !== null && { apiKeyId: objectId(runnable.apiKeyId) }),
    model: llm.model,
    state: 'reserved' as const,
    leaseExpiresAt: new Date(startedAt.getTime() + RESERVATION_MS),
    at: startedAt,
  }
  const execution = {
    ...common,
    ...source,
    agentVersion: runnable.version,
    startedAt,
    status: 'running' as const,
  }
  await withTransaction(async (session) => {
    await AgentExecution.create([execution], { session })
    await UsageRecord.create([usage], { session })
  })
  return executionId
}

/** The ledger names a ticket, or else the execution, which names its prompt. */
function usageSource(source: AgentRunRequest['source'], executionId: Types.ObjectId) {
  if ('ticketId' in source) return source
  return 'promptId' in source ? { executionId } : { ...source, executionId }
}
