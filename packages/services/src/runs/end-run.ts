import type { ModelUsage } from '@parley/assistant'
import { AgentExecution, UsageRecord, withTransaction } from '@parley/db'
import type { Types } from 'mongoose'
import { markAgentActive } from '../agents/mark-agent-active.ts'
import { countKeyUse } from '../api-keys/count-key-use.ts'
import { chargeUser } from '../usage/charge-user.ts'
import type { AgentRunRequest } from './agent-run-request.ts'

interface EndedRun {
  executionId: Types.ObjectId
  usage: ModelUsage
  status: 'completed' | 'failed' | 'stopped'
  result?: unknown
  /** For whoever looks into it; never shown to the caller. */
  error?: string
  at: Date
}

/** Ends the execution, settles its usage and charges whoever pays, all or nothing. A run that was given up meanwhile stays given up. */
export async function endRun(request: AgentRunRequest, { executionId, usage, at, ...ended }: EndedRun): Promise<void> {
  const { organizationId, agentId, userId } = request
  const tokensUsed = usage.inputTokens + usage.outputTokens
  await withTransaction(async (session) => {
    const execution = await AgentExecution.updateOne(
      { _id: executionId, status: 'running' },
      {
        $set: { ...ended, endedAt: at, tokensUsed },
        ...(ended.error !== undefined && { $push: { logs: { at, type: 'error', message: ended.error } } }),
      },
      { session },
    )
    if (execution.matchedCount === 0) return
    const settled = await UsageRecord.findOneAndUpdate(
      { _id: executionId, state: 'reserved' },
      { $set: { ...usage, state: tokensUsed === 0 ? 'released' : 'settled', at }, $unset: { leaseExpiresAt: 1 } },
      { session, projection: { apiKeyId: 1 } },
    ).lean()
    if (settled?.apiKeyId) await countKeyUse(settled.apiKeyId, tokensUsed, at, session)
    await chargeUser(userId, usage.costMicros, at, session)
  })
  await markAgentActive(organizationId, agentId, at)
}
