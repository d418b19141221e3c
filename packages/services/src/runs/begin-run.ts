import { AgentExecution, UsageRecord, withTransaction } from '@parley/db'
import { Types } from 'mongoose'
import { objectId } from '../object-id.ts'
import type { AgentRunRequest } from './agent-run-request.ts'

/** A run is over by then, whatever happens; longer than a run may take. */
const RESERVATION_MS = 6 * 60_000

/** What every run leaves from its first moment: an execution that runs, and, under the same _id, usage reserved for it or for its ticket. */
export async function beginRun(request: AgentRunRequest, model: string, at: Date): Promise<Types.ObjectId> {
  const { organizationId, agentId, runnable, source, userId, payer } = request
  const executionId = new Types.ObjectId()
  const common = { organizationId, agentId, ...source, ...(userId !== undefined && { userId: objectId(userId) }) }
  const usage = {
    ...common,
    _id: executionId,
    ...('deploymentId' in source && { executionId }),
    payer,
    ...(runnable.apiKeyId !== null && { apiKeyId: objectId(runnable.apiKeyId) }),
    model,
    state: 'reserved' as const,
    leaseExpiresAt: new Date(at.getTime() + RESERVATION_MS),
    at,
  }
  const execution = {
    ...common,
    _id: executionId,
    agentVersion: runnable.version,
    startedAt: at,
    status: 'running' as const,
  }
  await withTransaction(async (session) => {
    await AgentExecution.create([execution], { session })
    await UsageRecord.create([usage], { session })
  })
  return executionId
}
