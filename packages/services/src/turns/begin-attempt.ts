import { AgentExecution, UsageRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'

interface NewAttempt {
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
  const { key, messageId, userId, agentId, agentVersion, at } = attempt
  const common = {
    organizationId: key.organizationId,
    conversationId: key.conversationId,
    messageId,
    userId,
    agentId,
  }
  await UsageRecord.create(
    [
      {
        ...common,
        purpose: 'answer',
        attempt: attempt.attempt,
        payer: attempt.payer,
        model: attempt.model,
        ...(attempt.apiKeyId && { apiKeyId: attempt.apiKeyId }),
        state: 'reserved',
        at,
      },
    ],
    { session },
  )
  await AgentExecution.create([{ ...common, agentVersion, startedAt: at, status: 'running' }], { session })
}
