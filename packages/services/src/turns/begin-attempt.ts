import { AgentExecution, insertMade, UsageRecord } from '@parley/db'
import { type ClientSession, Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'

export interface NewAttempt {
  key: ConversationKey
  messageId: Types.ObjectId
  attempt: number
  userId: Types.ObjectId
  agentId: Types.ObjectId
  agentVersion: number
  model: string
  /** The organization's own key that is spent, if any. */
  apiKeyId?: Types.ObjectId | null | undefined
  payer: 'user' | 'demo'
  at: Date
}

/** What every attempt of a turn leaves from its first moment: usage reserved (for as long as the turn has its lease), an execution running. */
export async function beginAttempt(attempt: NewAttempt, session: ClientSession): Promise<void> {
  const { agentVersion, at } = attempt
  await insertMade(
    UsageRecord,
    {
      _id: new Types.ObjectId(),
      ...usageOfAttempt(attempt),
      inputTokens: 0,
      outputTokens: 0,
      costMicros: null,
      isEstimated: false,
      state: 'reserved',
    },
    session,
  )
  await insertMade(
    AgentExecution,
    {
      _id: new Types.ObjectId(),
      ...sourceOf(attempt),
      agentVersion,
      startedAt: at,
      status: 'running',
      tokensUsed: 0,
      logs: [],
    },
    session,
  )
}

/** An attempt as the ledger names it. */
export function usageOfAttempt(made: NewAttempt) {
  const { attempt, payer, model, apiKeyId, at } = made
  return { ...sourceOf(made), purpose: 'answer' as const, attempt, payer, model, ...(apiKeyId && { apiKeyId }), at }
}

function sourceOf({ key, messageId, userId, agentId }: NewAttempt) {
  const { organizationId, conversationId } = key
  return { organizationId, conversationId, messageId, userId, agentId }
}
