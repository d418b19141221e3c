import { PRICE_VERSION } from '@parley/assistant'
import { AgentExecution, Turn, UsageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import type { ConversationPlan } from './conversation-plan.ts'
import type { SeedExchangeMessages } from './exchange.ts'
import { PARTS } from './seed-id.ts'
import { plainRecord, type SeedRecord } from './seed-record.ts'
import type { SeedTenant } from './seed-tenant.ts'

const EXECUTION_STATUS = {
  complete: 'completed',
  stopped: 'stopped',
  failed: 'failed',
  awaiting_connection: 'parked',
} as const

/** What an answer leaves besides itself: its usage, its execution and, where it can go on, its turn. */
export function* turnRecords(
  plan: ConversationPlan,
  tenant: SeedTenant,
  number: number,
  { assistant, user, endedAt }: SeedExchangeMessages,
): Generator<SeedRecord> {
  const { ids, agent, owner } = plan
  const { organizationId } = tenant
  const conversationId = ids.own
  const messageId = assistant._id
  const at = { createdAt: user.createdAt, updatedAt: endedAt }
  const who = 'userId' in owner ? { userId: owner.userId } : {}
  yield usageRecord(plan, tenant, {
    _id: ids.part(PARTS.usage, number),
    messageId,
    purpose: 'answer',
    ...assistant.ai,
    at: endedAt,
  })
  yield plainRecord(AgentExecution, at, {
    _id: ids.part(PARTS.execution, number),
    organizationId,
    agentId: agent._id,
    agentVersion: agent.version,
    conversationId,
    messageId,
    ...who,
    tokensUsed: assistant.ai.tokensUsed,
    startedAt: user.createdAt,
    endedAt,
    status: EXECUTION_STATUS[assistant.status],
    ...(assistant.status === 'failed' && { error: 'model_failed: 503' }),
    logs: [],
  })
  // Turns of whole answers are read by nobody any more.
  if (assistant.status === 'complete') return
  const isParked = assistant.status === 'awaiting_connection'
  yield plainRecord(Turn, at, {
    _id: ids.part(PARTS.turn, number),
    messageId,
    conversationId,
    organizationId,
    ownerKey: 'userId' in owner ? owner.userId.toHexString() : owner.visitorId,
    attempt: 1,
    ownerId: 'seed',
    state: isParked ? 'awaiting_connection' : 'done',
    rounds: isParked ? [{ text: assistant.text, functionCalls: assistant.functionCalls }] : [],
    text: assistant.text,
    parts: assistant.parts.filter(({ type }) => isParked && type === 'card'),
    lastEventSeq: 1,
  })
}

interface SeedUsage {
  _id: Types.ObjectId
  messageId: Types.ObjectId | undefined
  purpose: 'answer' | 'title'
  inputTokens: number
  outputTokens: number
  costMicros?: number | null
  at: Date
}

/** What an answer, or a title, used. */
export function usageRecord(plan: ConversationPlan, tenant: SeedTenant, usage: SeedUsage): SeedRecord {
  const { _id, messageId, purpose, inputTokens, outputTokens, at } = usage
  const { owner, agent, ids } = plan
  return plainRecord(
    UsageRecord,
    { createdAt: at, updatedAt: at },
    {
      _id,
      organizationId: tenant.organizationId,
      payer: 'userId' in owner ? tenant.payer : 'organization',
      messageId,
      purpose,
      attempt: 1,
      ...owner,
      agentId: agent._id,
      conversationId: ids.own,
      ...('visitorId' in owner && { sessionId: ids.part(PARTS.session, 0) }),
      model: plan.model,
      inputTokens,
      outputTokens,
      costMicros: usage.costMicros ?? null,
      priceVersion: PRICE_VERSION,
      isEstimated: false,
      state: inputTokens + outputTokens === 0 ? 'released' : 'settled',
      at,
    },
  )
}
