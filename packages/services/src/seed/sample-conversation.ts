import { costMicros, PRICE_VERSION } from '@parley/assistant'
import { AgentExecution, Conversation, type MessageRecord, UsageRecord } from '@parley/db'
import { bsonSize } from '../messages/bson-size.ts'
import { PARTS, seedIds } from './seed-id.ts'
import { plainRecord, type SeedRecord } from './seed-record.ts'
import type { SeedTenant } from './seed-tenant.ts'

const MODEL = 'gpt-4o-mini'
/** 234 together, as the document says; it does not say how many were the question's. */
const TOKENS = { inputTokens: 199, outputTokens: 35 }

/** The example conversation of the specification, as it stands there: its texts, times, tokens and context. */
export function* sampleConversationRecords(tenant: SeedTenant): Generator<SeedRecord> {
  const ids = seedIds(`${tenant.path}:sample`, 365 * 86_400)
  const { organizationId } = tenant
  const [userId] = tenant.writers
  const [agent] = tenant.agents
  if (!userId || !agent) throw new Error('The sample conversation needs a person and an agent')
  const messageOf = (seq: number, role: 'user' | 'assistant', at: string, text: string): MessageRecord => ({
    _id: ids.part(PARTS.message, seq),
    seq,
    role,
    senderType: role === 'user' ? 'user' : 'agent',
    messageType: 'text',
    parts: [{ type: 'text', value: text }],
    text,
    createdAt: new Date(at),
    status: 'complete',
    functionCalls: [],
    attachments: [],
    metadata: { reactions: [] },
  })
  const cost = costMicros(MODEL, TOKENS.inputTokens, TOKENS.outputTokens)
  const answer = "Great! I'll help you connect Google Analytics..."
  const messages: MessageRecord[] = [
    messageOf(1, 'assistant', '2025-11-16T10:00:00Z', "Hi! I'm here to help. What can I do for you?"),
    messageOf(2, 'user', '2025-11-16T10:01:00Z', 'I want to connect my Google Analytics'),
    {
      ...messageOf(3, 'assistant', '2025-11-16T10:01:05Z', answer),
      ai: { model: MODEL, ...TOKENS, tokensUsed: 234, costMicros: cost, unsupportedFigures: [] },
    },
  ]
  const startedAt = new Date('2025-11-16T10:00:00Z')
  const endedAt = new Date('2025-11-16T10:01:05Z')
  const source = { organizationId, agentId: agent._id, conversationId: ids.own, messageId: messages[2]?._id, userId }
  yield plainRecord(
    UsageRecord,
    { createdAt: endedAt, updatedAt: endedAt },
    {
      _id: ids.part(PARTS.usage, 0),
      ...source,
      payer: tenant.payer,
      purpose: 'answer',
      attempt: 1,
      model: MODEL,
      ...TOKENS,
      costMicros: cost,
      priceVersion: PRICE_VERSION,
      isEstimated: false,
      state: 'settled',
      at: endedAt,
    },
  )
  yield plainRecord(
    AgentExecution,
    { createdAt: endedAt, updatedAt: endedAt },
    {
      _id: ids.part(PARTS.execution, 0),
      ...source,
      agentVersion: agent.version,
      tokensUsed: 234,
      startedAt: new Date('2025-11-16T10:01:00Z'),
      endedAt,
      status: 'completed',
      logs: [],
    },
  )
  yield plainRecord(
    Conversation,
    { createdAt: startedAt, updatedAt: endedAt },
    {
      _id: ids.own,
      organizationId,
      userId,
      ownerKey: userId.toHexString(),
      agentId: agent._id,
      agentVersion: agent.version,
      channel: 'chat',
      title: 'Connecting Google Analytics',
      status: 'active',
      context: { currentPage: '/dashboard', connectedPlatforms: [] },
      pinnedAccounts: [],
      tags: [],
      metadata: { customFieldsText: [] },
      messages,
      windowBytes: messages.reduce((sum, message) => sum + bsonSize(message), 0),
      nextSeq: 4,
      messageCount: 3,
      totalTokensUsed: 234,
      estimatedCostMicros: cost ?? 0,
      isCostPartial: false,
      lastMessageAt: endedAt,
      startedAt,
    },
  )
}
