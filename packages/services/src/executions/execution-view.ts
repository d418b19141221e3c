import type { Execution, ExecutionDetail } from '@parley/contracts'
import { jsonContract } from '@parley/contracts'
import type { AgentExecutionRecord } from '@parley/db'

export type ExecutionHead = Omit<AgentExecutionRecord, 'logs' | 'result'>

export function executionFromRecord(record: ExecutionHead): Execution {
  const { startedAt, endedAt } = record
  return {
    id: record._id.toHexString(),
    agentId: record.agentId.toHexString(),
    agentVersion: record.agentVersion,
    conversationId: record.conversationId?.toHexString() ?? null,
    messageId: record.messageId?.toHexString() ?? null,
    promptId: record.promptId?.toHexString() ?? null,
    promptVersion: record.promptVersion ?? null,
    ticketId: record.ticketId?.toHexString() ?? null,
    deploymentId: record.deploymentId ?? null,
    userId: record.userId?.toHexString() ?? null,
    status: record.status,
    tokensUsed: record.tokensUsed,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: endedAt ? endedAt.getTime() - startedAt.getTime() : null,
    error: record.error ?? null,
    archivedAt: record.archivedAt?.toISOString() ?? null,
  }
}

export function executionDetailFromRecord(record: AgentExecutionRecord): ExecutionDetail {
  return {
    ...executionFromRecord(record),
    logs: record.logs.map(({ at, type, message, metadata }) => ({
      at: at.toISOString(),
      type,
      message,
      metadata: storedJson(metadata),
    })),
    result: storedJson(record.result),
  }
}

/** A Mixed field as JSON: ids and dates as text, nothing as null. */
function storedJson(stored: unknown) {
  return stored === undefined ? null : jsonContract.parse(JSON.parse(JSON.stringify(stored)))
}
