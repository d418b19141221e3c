import { costMicros } from '@parley/assistant'
import { ChatSession, Conversation, MessageBucket, type MessageRecord } from '@parley/db'
import { bsonSize } from '../messages/bson-size.ts'
import { splitWindow } from '../messages/message-rules.ts'
import type { SeedDays } from './analytics-records.ts'
import { attachmentRecords, withAttachment } from './attachment-records.ts'
import { lifecycleOf } from './conversation-lifecycle.ts'
import { type ConversationPlan, planConversation } from './conversation-plan.ts'
import { makeExchange, type SeedExchangeMessages } from './exchange.ts'
import { PARTS } from './seed-id.ts'
import { plainRecord, recordOf, type SeedRecord } from './seed-record.ts'
import type { SeedTenant } from './seed-tenant.ts'
import { turnRecords, usageRecord } from './turn-records.ts'
import { fill } from './vocabulary.ts'

/** A conversation and everything that came of it: buckets, usage, executions, waiting turns, its session, its attachment. */
export function* conversationRecords(
  tenant: SeedTenant,
  number: number,
  count: number,
  now: Date,
  days: SeedDays,
): Generator<SeedRecord> {
  const plan = planConversation(tenant, number, count, now)
  const { ids, owner, agent } = plan
  const exchanges = [...exchangesOf(plan, tenant, now)]
  const last = exchanges.at(-1)
  if (!last) return
  const title = { inputTokens: 180, outputTokens: 6, cost: costMicros(plan.model, 180, 6) }
  yield usageRecord(plan, tenant, {
    _id: ids.part(PARTS.titleUsage, 0),
    messageId: exchanges[0]?.assistant._id,
    purpose: 'title',
    inputTokens: title.inputTokens,
    outputTokens: title.outputTokens,
    costMicros: title.cost,
    at: exchanges[0]?.endedAt ?? plan.startedAt,
  })
  for (const [index, exchange] of exchanges.entries()) yield* turnRecords(plan, tenant, index, exchange)

  const ownerKey = 'userId' in owner ? owner.userId.toHexString() : owner.visitorId
  const scope = { organizationId: tenant.organizationId, ownerKey }
  const attachment = attachmentRecords(plan, scope)
  if (attachment) yield* attachment.records
  const life = lifecycleOf(plan, last, now)
  const messages = exchanges.flatMap(({ user, assistant }) => [user, assistant])
  const said = [...withAttachment(messages, attachment), ...life.closing]
  days.add({ conversationId: ids.own, agentId: agent._id, ownerKey, userIntent: plan.topic.intent, messages: said })
  const { window, windowBytes, buckets } = intoBuckets(said)
  for (const [index, bucket] of buckets.entries()) {
    const at = { createdAt: last.endedAt, updatedAt: last.endedAt }
    yield plainRecord(MessageBucket, at, {
      _id: ids.part(PARTS.bucket, index),
      conversationId: ids.own,
      ...scope,
      firstSeq: bucket[0]?.seq,
      lastSeq: bucket.at(-1)?.seq,
      messages: bucket,
    })
  }
  const isVisitor = 'visitorId' in owner
  if (isVisitor) yield sessionRecord(plan, tenant, last.endedAt)
  const costs = [title.cost, ...exchanges.map(({ assistant }) => assistant.ai.costMicros ?? null)]
  const tokens = exchanges.reduce((sum, { assistant }) => sum + assistant.ai.tokensUsed, 0)
  const hasReport = messages.some(({ functionCalls }) => functionCalls.some(({ state }) => state === 'succeeded'))
  const at = { createdAt: plan.startedAt, updatedAt: life.changedAt }
  yield plainRecord(Conversation, at, {
    _id: ids.own,
    ...scope,
    ...owner,
    agentId: agent._id,
    agentVersion: agent.version,
    ...(isVisitor && { sessionId: ids.part(PARTS.session, 0) }),
    ...(plan.leadId && { leadId: plan.leadId }),
    channel: plan.channel,
    title: fill(plan.random.pick(plan.topic.titles), plan.words),
    context: {
      currentPage: isVisitor ? plan.words.page : plan.random.pick(['/dashboard', '/campaigns', '/reports']),
      connectedPlatforms: hasReport ? ['google_analytics'] : [],
      userIntent: plan.topic.intent,
    },
    pinnedAccounts: hasReport ? [{ platform: 'google_analytics', accountId: tenant.account.accountId }] : [],
    tags: plan.random.chance(0.25) ? [plan.random.pick(['follow-up', 'weekly', 'client', 'idea', 'urgent'])] : [],
    metadata: {
      source: isVisitor ? 'widget' : 'app',
      ...(isVisitor && visitorMetadata(plan)),
      customFieldsText: [],
      ...(plan.random.chance(0.1) && customFields(plan)),
    },
    messages: window,
    windowBytes,
    nextSeq: said.length + 1,
    messageCount: said.length,
    totalTokensUsed: tokens + title.inputTokens + title.outputTokens,
    estimatedCostMicros: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    isCostPartial: costs.includes(null),
    lastMessageAt: life.lastMessageAt,
    startedAt: plan.startedAt,
    ...life.fields,
  })
}

function* exchangesOf(plan: ConversationPlan, tenant: SeedTenant, now: Date): Generator<SeedExchangeMessages> {
  let at = plan.startedAt
  for (const number of plan.answers.keys()) {
    const isLast = number === plan.answers.length - 1
    // Not in a demo, whose first connection would wake it.
    const mayWait = isLast && 'userId' in plan.owner && tenant.payer === 'user'
    const exchange = makeExchange({ plan, number, at, now, account: tenant.account, mayWait })
    yield exchange
    at = new Date(exchange.endedAt.getTime() + (plan.pauses[number] ?? 0))
  }
}

/** As the product moves them: after each turn, when the window has become too full. */
function intoBuckets(messages: readonly MessageRecord[]) {
  const buckets: MessageRecord[][] = []
  let window: { message: MessageRecord; status: MessageRecord['status']; bytes: number }[] = []
  for (const message of messages) {
    window.push({ message, status: message.status, bytes: bsonSize(message) })
    if (message.role === 'user') continue
    const moved = splitWindow(window)
    buckets.push(...moved.map((bucket) => bucket.map((sized) => sized.message)))
    window = window.slice(moved.flat().length)
  }
  const windowBytes = window.reduce((sum, { bytes }) => sum + bytes, 0)
  return { window: window.map(({ message }) => message), windowBytes, buckets }
}

function visitorMetadata({ random }: ConversationPlan) {
  return {
    ipAddress: `192.0.2.${random.whole(1, 254)}`,
    userAgent: random.pick(['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)']),
  }
}

function customFields({ words }: ConversationPlan) {
  const fields = { campaign: words.campaign, region: words.region }
  return { customFields: fields, customFieldsText: Object.values(fields) }
}

function sessionRecord(plan: ConversationPlan, tenant: SeedTenant, lastSeenAt: Date): SeedRecord {
  const { ids, owner, agent } = plan
  return recordOf(ChatSession, plan.startedAt, {
    _id: ids.part(PARTS.session, 0),
    organizationId: tenant.organizationId,
    ...owner,
    agentId: agent._id,
    conversationId: ids.own,
    metadata: { ...visitorMetadata(plan), tags: ['widget'] },
    expiresAt: new Date(lastSeenAt.getTime() + 30 * 86_400_000),
  })
}
