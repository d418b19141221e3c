import { Types } from 'mongoose'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { models } from './models.ts'

const id = () => new Types.ObjectId()
const at = new Date()
const tenant = { organizationId: id() }
const own = { ...tenant, ownerKey: 'u' }

interface IndexedQuery {
  model: string
  filter: Record<string, unknown>
  sort?: Record<string, 1 | -1>
  /** The index that must answer it. */
  index: string
}

/** For each index a query it is there for; docs/data-model.md says it in words. */
const QUERIES: IndexedQuery[] = [
  { model: 'User', filter: { email: 'a@b.test' }, index: 'email_1' },
  { model: 'Organization', filter: { slug: 's' }, index: 'slug_1' },
  { model: 'Organization', filter: { ownerId: id() }, index: 'ownerId_1' },
  { model: 'Member', filter: { ...tenant, userId: id() }, index: 'organizationId_1_userId_1' },
  { model: 'Member', filter: { userId: id() }, index: 'userId_1' },
  { model: 'Agent', filter: { ...tenant, projectId: id() }, index: 'organizationId_1_projectId_1' },
  { model: 'Agent', filter: { ...tenant, ownerId: id() }, index: 'organizationId_1_ownerId_1' },
  { model: 'Agent', filter: { ...tenant, type: 'chatbot' }, index: 'organizationId_1_type_1' },
  {
    model: 'Agent',
    filter: { ...tenant, status: 'active' },
    sort: { createdAt: 1 },
    index: 'organizationId_1_status_1_createdAt_1',
  },
  { model: 'Agent', filter: { ...tenant, friendlyName: 'n' }, index: 'organizationId_1_friendlyName_1' },
  {
    model: 'Conversation',
    filter: { ...own, status: { $in: ['active', 'ended'] } },
    sort: { lastMessageAt: -1, _id: -1 },
    index: 'organizationId_1_ownerKey_1_status_1_lastMessageAt_-1__id_-1',
  },
  {
    model: 'Conversation',
    filter: { ...tenant, status: { $in: ['active', 'ended', 'archived'] } },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_status_1_startedAt_-1__id_-1',
  },
  {
    model: 'Conversation',
    filter: { ...tenant, lastMessageAt: { $gte: at } },
    index: 'organizationId_1_lastMessageAt_-1',
  },
  { model: 'Conversation', filter: { ...own, $text: { $search: 'words' } }, index: 'search' },
  { model: 'MessageBucket', filter: { ...own, $text: { $search: 'words' } }, index: 'search' },
  {
    model: 'Conversation',
    filter: { ...tenant, channel: 'sms' },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_channel_1_startedAt_-1__id_-1',
  },
  {
    model: 'Conversation',
    filter: { ...tenant, agentId: id(), status: 'ended' },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_agentId_1_status_1_startedAt_-1__id_-1',
  },
  {
    model: 'Conversation',
    filter: { ...tenant, leadId: id() },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_leadId_1_startedAt_-1__id_-1',
  },
  { model: 'Conversation', filter: { sessionId: id() }, index: 'sessionId_1' },
  { model: 'Conversation', filter: { status: 'ended', lastMessageAt: { $lt: at } }, index: 'status_1_lastMessageAt_1' },
  { model: 'Conversation', filter: { status: 'deleted', deletedAt: { $lt: at } }, index: 'status_1_deletedAt_1' },
  { model: 'Conversation', filter: { 'messages.clientMessageId': 'c' }, index: 'messages.clientMessageId_1' },
  { model: 'Conversation', filter: { 'messages._id': id() }, index: 'messages._id_1' },
  {
    model: 'MessageBucket',
    filter: { ...own, conversationId: id(), firstSeq: { $gt: 10, $lt: 90 } },
    sort: { firstSeq: -1 },
    index: 'organizationId_1_ownerKey_1_conversationId_1_firstSeq_1',
  },
  {
    model: 'MessageBucket',
    filter: { ...own, conversationId: id(), 'messages._id': id() },
    index: 'organizationId_1_ownerKey_1_conversationId_1_messages._id_1',
  },
  ...['Conversation', 'MessageBucket'].map((model) => ({
    model,
    filter: {
      ...tenant,
      'messages.feedback.submittedAt': { $exists: true },
      messages: { $elemMatch: { 'feedback.submittedAt': { $gt: at } } },
    },
    index: 'organizationId_1_messages.feedback.submittedAt_-1',
  })),
  {
    model: 'MessageBucket',
    filter: { ...tenant, 'messages.feedback.submittedAt': { $exists: true }, 'messages._id': id() },
    index: 'organizationId_1_messages._id_1',
  },
  {
    model: 'Turn',
    filter: { state: { $in: ['queued', 'running'] }, leaseExpiresAt: { $lte: at } },
    index: 'state_1_leaseExpiresAt_1',
  },
  { model: 'Turn', filter: { messageId: id() }, index: 'messageId_1' },
  { model: 'Turn', filter: { ...own, state: 'awaiting_connection' }, index: 'organizationId_1_ownerKey_1_state_1' },
  {
    model: 'PlatformIntegration',
    filter: { ...tenant, userId: id(), platform: 'google_analytics', grantKey: 'g' },
    index: 'organizationId_1_userId_1_platform_1_grantKey_1',
  },
  { model: 'PlatformIntegration', filter: { status: 'expired' }, index: 'status_1' },
  {
    model: 'PlatformIntegration',
    filter: { 'credentials.tokenExpiry': { $lte: at } },
    index: 'credentials.tokenExpiry_1',
  },
  { model: 'OAuthAttempt', filter: { stateHash: 'h' }, index: 'stateHash_1' },
  { model: 'OAuthAttempt', filter: { purgeAt: { $lte: at } }, index: 'purgeAt_1' },
  {
    model: 'UsageRecord',
    filter: { userId: id(), at: { $gte: at } },
    sort: { at: -1, _id: -1 },
    index: 'userId_1_at_-1__id_-1',
  },
  { model: 'UsageRecord', filter: { ...tenant, at: { $gte: at } }, index: 'organizationId_1_at_-1' },
  { model: 'UsageRecord', filter: { apiKeyId: id(), at: { $gte: at } }, index: 'apiKeyId_1_at_-1' },
  {
    model: 'UsageRecord',
    filter: { ...tenant, model: 'm', at: { $gte: at } },
    index: 'organizationId_1_model_1_at_-1',
  },
  {
    model: 'UsageRecord',
    filter: { state: 'reserved', leaseExpiresAt: { $lte: at } },
    index: 'state_1_leaseExpiresAt_1',
  },
  {
    model: 'UsageRecord',
    filter: { messageId: id(), purpose: 'answer', attempt: 1 },
    index: 'messageId_1_purpose_1_attempt_1',
  },
  { model: 'IdempotencyRecord', filter: { ...own, key: 'k' }, index: 'organizationId_1_ownerKey_1_key_1' },
  { model: 'IdempotencyRecord', filter: { expiresAt: { $lte: at } }, index: 'expiresAt_1' },
  {
    model: 'AgentExecution',
    filter: { ...tenant },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_startedAt_-1__id_-1',
  },
  {
    model: 'AgentExecution',
    filter: { ...tenant, userId: id() },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_userId_1_startedAt_-1__id_-1',
  },
  {
    model: 'AgentExecution',
    filter: { ...tenant, agentId: id() },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_agentId_1_startedAt_-1__id_-1',
  },
  {
    model: 'AgentExecution',
    filter: { ...tenant, conversationId: id() },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_conversationId_1_startedAt_-1__id_-1',
  },
  {
    model: 'AgentExecution',
    filter: { ...tenant, promptId: id() },
    sort: { startedAt: -1, _id: -1 },
    index: 'organizationId_1_promptId_1_startedAt_-1__id_-1',
  },
  {
    model: 'AuditEvent',
    filter: { ...tenant, at: { $lt: at } },
    sort: { at: -1, _id: -1 },
    index: 'organizationId_1_at_-1__id_-1',
  },
  { model: 'Project', filter: tenant, sort: { name: 1 }, index: 'organizationId_1_name_1' },
  { model: 'Prompt', filter: tenant, sort: { title: 1 }, index: 'organizationId_1_title_1' },
  {
    model: 'Prompt',
    filter: { ...tenant, projectId: id() },
    sort: { title: 1 },
    index: 'organizationId_1_projectId_1_title_1',
  },
  {
    model: 'Prompt',
    filter: { ...tenant, tags: 't' },
    sort: { title: 1 },
    index: 'organizationId_1_tags_1_title_1',
  },
  { model: 'Provider', filter: tenant, sort: { name: 1 }, index: 'organizationId_1_name_1' },
  { model: 'Agent', filter: tenant, sort: { name: 1 }, index: 'organizationId_1_name_1' },
  {
    model: 'AgentVersion',
    filter: { ...tenant, agentId: id() },
    sort: { version: -1 },
    index: 'organizationId_1_agentId_1_version_-1',
  },
  { model: 'ApiKey', filter: tenant, sort: { name: 1 }, index: 'organizationId_1_name_1' },
  {
    model: 'ApiKey',
    filter: { ...tenant, projectId: id() },
    sort: { name: 1 },
    index: 'organizationId_1_projectId_1_name_1',
  },
  {
    model: 'ApiKey',
    filter: { ...tenant, providerId: id() },
    sort: { name: 1 },
    index: 'organizationId_1_providerId_1_name_1',
  },
  { model: 'Lead', filter: tenant, sort: { _id: -1 }, index: 'organizationId_1__id_-1' },
  {
    model: 'Lead',
    filter: { ...tenant, email: 'a@b.test' },
    sort: { _id: -1 },
    index: 'organizationId_1_email_1__id_-1',
  },
  { model: 'Tool', filter: tenant, sort: { name: 1 }, index: 'organizationId_1_name_1' },
  {
    model: 'Tool',
    filter: { ...tenant, category: 'data' },
    sort: { name: 1 },
    index: 'organizationId_1_category_1_name_1',
  },
  { model: 'Demo', filter: tenant, sort: { name: 1 }, index: 'organizationId_1_name_1' },
  {
    model: 'Demo',
    filter: { ...tenant, agentId: id() },
    sort: { name: 1 },
    index: 'organizationId_1_agentId_1_name_1',
  },
  { model: 'Deployment', filter: tenant, sort: { _id: 1 }, index: 'organizationId_1__id_1' },
  {
    model: 'Deployment',
    filter: { ...tenant, agentId: id() },
    sort: { _id: 1 },
    index: 'organizationId_1_agentId_1__id_1',
  },
  {
    model: 'Ticket',
    filter: { status: 'processing', leaseExpiresAt: { $lte: at } },
    index: 'status_1_leaseExpiresAt_1',
  },
  {
    model: 'Ticket',
    filter: { ...tenant, 'request.userId': id() },
    sort: { _id: -1 },
    index: 'organizationId_1_request.userId_1__id_-1',
  },
  {
    model: 'Ticket',
    filter: { ...tenant, 'request.agentId': id() },
    sort: { _id: -1 },
    index: 'organizationId_1_request.agentId_1__id_-1',
  },
  { model: 'ChatSession', filter: { conversationId: id() }, sort: { _id: -1 }, index: 'conversationId_1__id_-1' },
  { model: 'ChatSession', filter: { userId: id() }, sort: { _id: -1 }, index: 'userId_1__id_-1' },
  {
    model: 'ChatSession',
    filter: { ...tenant, expiresAt: { $lte: at } },
    index: 'organizationId_1_expiresAt_1',
  },
  { model: 'Attachment', filter: own, sort: { _id: -1 }, index: 'organizationId_1_ownerKey_1__id_-1' },
  {
    model: 'Attachment',
    filter: { conversationId: id(), createdAt: { $lt: at } },
    index: 'conversationId_1_createdAt_1',
  },
  {
    model: 'ChatAnalytics',
    filter: { ...tenant, agentId: id(), date: { $gte: at } },
    sort: { date: 1 },
    index: 'organizationId_1_agentId_1_date_1',
  },
  { model: 'StripeCustomer', filter: { userId: id() }, index: 'userId_1' },
  { model: 'StripeCustomer', filter: { expiresAt: { $lte: at } }, index: 'expiresAt_1' },
  { model: 'Tool', filter: { isSystemTool: true, name: { $nin: ['a'] } }, index: 'isSystemTool_1' },
  { model: 'Erasure', filter: { subjectHash: 'k1.h' }, index: 'subjectHash_1' },
  { model: 'Erasure', filter: { state: 'running', leaseExpiresAt: { $lte: at } }, index: 'state_1_leaseExpiresAt_1' },
  {
    model: 'Erasure',
    filter: { 'pendingRevocations.nextTryAt': { $lte: at } },
    index: 'pendingRevocations.nextTryAt_1',
  },
]

const explained = z.object({ queryPlanner: z.object({ winningPlan: z.unknown() }) })

function collectionOf(name: string) {
  const found = models.find(({ modelName }) => modelName === name)
  if (!found) throw new Error(`No model ${name}`)
  return found.collection
}

async function planOf(
  model: string,
  filter: Record<string, unknown>,
  sort: Record<string, 1 | -1> = {},
): Promise<string> {
  const explanation: unknown = await collectionOf(model).find(filter).sort(sort).explain('queryPlanner')
  return JSON.stringify(explained.parse(explanation).queryPlanner.winningPlan)
}

describe('each index answers its query', () => {
  test.each(QUERIES)('$model $index', async ({ model, filter, sort, index }) => {
    const plan = await planOf(model, filter, sort)
    expect(plan).toContain(`"indexName":"${index}"`)
    expect(plan).not.toContain('"SORT"')
  })

  test('what no index answers is seen to scan', async () => {
    expect(await planOf('Conversation', { title: 'x' })).toContain('COLLSCAN')
  })

  test('and none is without one', async () => {
    for (const model of models) {
      const names = (await model.collection.indexes()).map(({ name }) => name).filter((name) => name !== '_id_')
      const tested = QUERIES.filter((query) => query.model === model.modelName).map((query) => query.index)
      expect(tested.toSorted(), model.modelName).toEqual(names.toSorted())
    }
  })
})
