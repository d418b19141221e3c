import type { ConversationFigures } from '@parley/contracts'
import type { ConversationRecord } from '@parley/db'
import { usdFromMicros } from '../money.ts'

/** No title, no text, nothing of where the person was. */
export const FIGURES_PROJECTION = {
  userId: 1,
  leadId: 1,
  agentId: 1,
  agentVersion: 1,
  channel: 1,
  status: 1,
  startedAt: 1,
  endedAt: 1,
  lastMessageAt: 1,
  messageCount: 1,
  totalTokensUsed: 1,
  estimatedCostMicros: 1,
  isCostPartial: 1,
} as const

type FiguresRecord = Pick<ConversationRecord, '_id' | keyof typeof FIGURES_PROJECTION>

export function conversationFigures(record: FiguresRecord): ConversationFigures {
  const { estimatedCostMicros, isCostPartial } = record
  return {
    id: record._id.toHexString(),
    userId: record.userId?.toHexString() ?? null,
    leadId: record.leadId?.toHexString() ?? null,
    agentId: record.agentId.toHexString(),
    agentVersion: record.agentVersion,
    channel: record.channel,
    status: record.status,
    startedAt: record.startedAt.toISOString(),
    endedAt: record.endedAt?.toISOString() ?? null,
    lastMessageAt: record.lastMessageAt.toISOString(),
    messageCount: record.messageCount,
    totalTokensUsed: record.totalTokensUsed,
    costUsd: isCostPartial && estimatedCostMicros === 0 ? null : usdFromMicros(estimatedCostMicros),
    isCostPartial,
  }
}
