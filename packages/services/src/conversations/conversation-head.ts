import type { Conversation } from '@parley/contracts'
import type { ConversationRecord } from '@parley/db'
import { UNFINISHED_STATUSES } from '../messages/message-rules.ts'
import { usdFromMicros } from '../money.ts'

/** A conversation without its messages but for the one whose turn is not done. */
export const HEAD_PROJECTION = {
  userId: 1,
  agentId: 1,
  agentVersion: 1,
  sessionId: 1,
  channel: 1,
  title: 1,
  status: 1,
  statusBefore: 1,
  context: 1,
  tags: 1,
  nextSeq: 1,
  messageCount: 1,
  totalTokensUsed: 1,
  estimatedCostMicros: 1,
  isCostPartial: 1,
  startedAt: 1,
  lastMessageAt: 1,
  endedAt: 1,
  archivedAt: 1,
  deletedAt: 1,
  createdAt: 1,
  updatedAt: 1,
  messages: { $elemMatch: { status: { $in: UNFINISHED_STATUSES } } },
} as const

export type ConversationHead = Pick<ConversationRecord, '_id' | Exclude<keyof typeof HEAD_PROJECTION, 'messages'>> & {
  /** Absent when no message matches the projection. */
  messages?: ConversationRecord['messages']
}

/** The contract of a conversation read with HEAD_PROJECTION, or with more of it. */
export function conversationFromHead(head: ConversationHead): Conversation {
  const { context, endedAt, archivedAt, deletedAt } = head
  const unfinished = head.messages?.find((message) => UNFINISHED_STATUSES.some((status) => status === message.status))
  return {
    id: head._id.toHexString(),
    agentId: head.agentId.toHexString(),
    agentVersion: head.agentVersion,
    channel: head.channel,
    title: head.title ?? '',
    status: head.status,
    context: {
      connectedPlatforms: context?.connectedPlatforms ?? [],
      ...(context?.currentPage != null && { currentPage: context.currentPage }),
      ...(context?.userIntent != null && { userIntent: context.userIntent }),
    },
    tags: head.tags,
    messageCount: head.messageCount,
    totalTokensUsed: head.totalTokensUsed,
    estimatedCostUsd: usdFromMicros(head.estimatedCostMicros),
    isCostPartial: head.isCostPartial,
    unfinishedMessageId: unfinished?._id.toHexString() ?? null,
    startedAt: head.startedAt.toISOString(),
    lastMessageAt: head.lastMessageAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(archivedAt && { archivedAt: archivedAt.toISOString() }),
    ...(deletedAt && { deletedAt: deletedAt.toISOString() }),
    createdAt: head.createdAt.toISOString(),
    updatedAt: head.updatedAt.toISOString(),
  }
}
