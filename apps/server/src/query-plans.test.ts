import { randomUUID } from 'node:crypto'
import { appRouter } from '@parley/api'
import { createAuth, hashPassword } from '@parley/auth'
import {
  Agent,
  ApiKey,
  Attachment,
  Conversation,
  Demo,
  Lead,
  Member,
  type MemberRecord,
  MessageBucket,
  models,
  Project,
  Prompt,
  Provider,
  Ticket,
  Tool,
  User,
} from '@parley/db'
import {
  type Actor,
  applyBillingEvent,
  captureLead,
  ensureSystemTools,
  seedData,
  sweepExpiredTurns,
} from '@parley/services'
import {
  apiContextOf,
  explainQueries,
  type QueryPlans,
  recordQueries,
  startTestWorld,
  type TestWorld,
} from '@parley/testing'
import { connectGoogle, type SandboxPlatforms, startTestPlatforms } from '@parley/testing/platforms'
import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { JOBS } from './jobs/jobs.ts'

const NEW = { name: 'New' }
const PROVIDER = { ...NEW, name: 'new', displayName: 'New', apiBaseUrl: 'http://llm.test/v1' }
const TOOL = {
  name: 'new_tool',
  displayName: 'New',
  description: 'New.',
  category: 'custom',
  parametersSchema: { type: 'object' },
  implementation: { type: 'webhook', handler: 'https://crm.test' },
  effect: 'read',
}
const PERIOD = { from: '2026-09-01T00:00:00Z', to: '2026-11-20T00:00:00Z' }
const REPORT = {
  platform: 'google_analytics',
  metrics: ['sessions'],
  dateRange: { from: '2026-11-01', to: '2026-11-07' },
}

/** What is asked of every procedure; a text that begins with $ stands for the id of that record of the seed. */
const CALLS: readonly (readonly [path: string, ...inputs: (object | undefined)[]])[] = [
  ['account.get', undefined],
  ['account.startDemo', undefined],
  ['organizations.update', { limits: { members: 999, agents: 999, monthlyCostUsd: 999 } }],
  [
    'agents.list',
    {},
    { projectId: '$project' },
    { ownerId: '$user' },
    { type: 'task' },
    { status: 'active' },
    { friendlyName: 'copy' },
  ],
  ['agents.get', { agentId: '$agent' }],
  ['agents.create', { ...NEW, type: 'task', projectId: '$project' }],
  ['agents.update', { agentId: '$agent', description: 'New' }],
  ['agents.publish', { agentId: '$agent' }],
  ['agents.listVersions', { agentId: '$agent' }],
  [
    'analytics.get',
    { from: '2026-09-01', to: '2026-11-20' },
    { from: '2026-11-01', to: '2026-11-20', agentId: '$agent' },
  ],
  [
    'analytics.listConversations',
    {},
    { status: 'ended' },
    { channel: 'email' },
    { agentId: '$agent' },
    { leadId: '$lead', ...PERIOD },
  ],
  ['apiKeys.list', {}, { projectId: '$project' }, { providerId: '$provider' }],
  ['apiKeys.get', { apiKeyId: '$apiKey' }],
  ['apiKeys.create', { ...NEW, projectId: '$project', providerId: '$provider', key: 'example-key-0123456789' }],
  ['apiKeys.update', { apiKeyId: '$apiKey', name: 'Renamed' }],
  ['attachments.create', { name: 'a.txt', type: 'text/plain', sizeBytes: 3 }],
  ['attachments.get', { attachmentId: '$attachment' }],
  [
    'audit.list',
    {},
    { action: 'agents.publish', actorId: '$user' },
    { targetType: 'Agent', targetId: '$agent' },
    PERIOD,
  ],
  ['conversations.create', {}, { agentId: '$agent', channel: 'email' }],
  ['conversations.list', {}, { status: 'archived' }, { title: 'plan', channel: 'chat', agentId: '$agent' }],
  ['conversations.get', { conversationId: '$conversation' }, { conversationId: '$long' }],
  ['conversations.search', { query: 'newsletter' }, { query: '"landing page" -email' }],
  ['conversations.update', { conversationId: '$conversation', title: 'Renamed' }],
  [
    'messages.get',
    { messageId: '$answer' },
    { clientMessageId: randomUUID() },
    { conversationId: '$long', messageId: '$oldAnswer' },
  ],
  [
    'messages.list',
    { conversationId: '$long' },
    { conversationId: '$long', before: 20, role: 'user' },
    { conversationId: '$long', after: 3 },
  ],
  [
    'messages.rate',
    { conversationId: '$conversation', messageId: '$answer', rating: 'positive' },
    { conversationId: '$long', messageId: '$oldAnswer', rating: 'negative', reason: 'other' },
  ],
  ['messages.react', { conversationId: '$conversation', messageId: '$answer', emoji: '👍' }],
  ['messages.markDelivered', { conversationId: '$conversation', messageId: '$answer' }],
  ['messages.markRead', { conversationId: '$conversation', messageId: '$answer' }],
  [
    'messages.send',
    { conversationId: '$conversation', clientMessageId: randomUUID(), text: 'What is CTR?' },
    { conversationId: '$keyed', clientMessageId: randomUUID(), text: 'What is CTR?' },
  ],
  ['messages.regenerate', { conversationId: '$second', messageId: '$secondAnswer', clientMessageId: randomUUID() }],
  [
    'messages.edit',
    { conversationId: '$third', messageId: '$thirdQuestion', clientMessageId: randomUUID(), text: 'What is CPC?' },
  ],
  ['messages.stop', { conversationId: '$conversation', messageId: '$answer' }],
  ['messages.continue', { conversationId: '$conversation', messageId: '$answer' }],
  [
    'messages.decide',
    { conversationId: '$conversation', messageId: '$answer', functionCallId: 'none', decision: 'decline' },
  ],
  ['messages.stream', { conversationId: '$conversation', messageId: '$answer' }],
  ['events.watch', { lastEventId: 'of another server' }],
  ['conversations.end', { conversationId: '$conversation' }],
  ['conversations.archive', { conversationId: '$conversation' }],
  ['conversations.restore', { conversationId: '$conversation' }],
  ['conversations.remove', { conversationId: '$conversation' }],
  ['demos.list', {}, { agentId: '$agent' }],
  ['demos.get', { demoId: '$demo' }],
  ['demos.getPublic', { demoId: '$demo' }],
  ['demos.create', { ...NEW, agentId: '$agent' }],
  ['demos.update', { demoId: '$demo', isPublic: false }],
  ['demos.remove', { demoId: '$demo' }],
  ['deployments.list', {}, { agentId: '$agent' }],
  ['deployments.get', { friendlyName: 'brightwater-growth-answers' }],
  ['deployments.create', { agentId: '$agent', friendlyName: 'new-one' }],
  ['deployments.update', { friendlyName: 'brightwater-growth-answers', isActive: false }],
  ['deployments.remove', { friendlyName: 'new-one' }],
  [
    'executions.list',
    {},
    { agentId: '$agent' },
    { conversationId: '$conversation' },
    { promptId: '$prompt' },
    { status: 'failed' },
    { isArchived: true },
  ],
  ['executions.get', { executionId: '$conversation' }],
  ['feedback.list', {}, { rating: 'negative', agentId: '$agent', ...PERIOD }],
  ['feedback.get', { messageId: '$answer' }, { messageId: '$oldAnswer' }],
  ['integrations.list', undefined],
  ['integrations.listPlatforms', undefined],
  ['integrations.connect', { platform: 'google_analytics' }],
  ['integrations.getAttempt', { attemptId: '$conversation' }],
  [
    'integrations.selectAccount',
    { attemptId: '$conversation', accountId: '1' },
    { integrationId: '$conversation', accountId: '1' },
  ],
  ['integrations.test', { integrationId: '$conversation' }],
  ['integrations.disconnect', { integrationId: '$conversation' }],
  ['jobs.list', undefined],
  ['leads.list', {}, { email: 'nobody@example.com' }],
  ['leads.get', { leadId: '$lead' }],
  ['leads.create', { ...NEW, email: 'new@example.com', source: 'form' }],
  ['leads.update', { leadId: '$lead', name: 'Renamed' }],
  ['leads.remove', { leadId: '$lead' }],
  ['members.list', {}],
  ['members.get', { memberId: '$member' }],
  ['members.create', { email: 'somebody@example.com', role: 'member' }],
  ['members.update', { memberId: '$member', role: 'viewer' }],
  ['members.remove', { memberId: '$member' }],
  ['organizations.get', undefined],
  ['organizations.list', {}],
  ['organizations.activate', { organizationId: '$organization' }],
  ['organizations.create', { name: 'Another', slug: 'another' }],
  [
    'organizations.update',
    { description: 'New' },
    { priceOverrides: [{ model: 'gpt-4o', inputUsdPerMillion: 2, outputUsdPerMillion: 8 }] },
  ],
  ['projects.list', {}],
  ['projects.get', { projectId: '$project' }],
  ['projects.create', NEW],
  ['projects.update', { projectId: '$project', description: 'New' }],
  ['projects.remove', { projectId: '$project' }],
  ['prompts.list', {}, { projectId: '$project' }, { tag: 'copy' }],
  ['prompts.get', { promptId: '$prompt' }],
  ['prompts.create', { title: 'New', content: 'New', projectId: '$project' }],
  ['prompts.update', { promptId: '$prompt', content: 'New' }],
  ['prompts.run', { promptId: '$prompt', values: { campaign: 'Spring' } }],
  ['prompts.remove', { promptId: '$prompt' }],
  ['providers.list', {}],
  ['providers.get', { providerId: '$provider' }],
  ['providers.create', PROVIDER],
  ['providers.update', { providerId: '$provider', isActive: true }],
  ['providers.remove', { providerId: '$provider' }],
  ['reports.run', REPORT],
  ['tickets.list', {}, { status: 'completed' }, { agentId: '$agent' }],
  ['tickets.get', { ticketId: '$ticket' }],
  ['tickets.create', { agentId: '$agent', input: { question: 'Why?' } }],
  ['tickets.update', { ticketId: '$ticket', status: 'cancelled' }],
  ['tickets.remove', { ticketId: '$ticket' }],
  ['tools.list', {}, { category: 'data' }, { projectId: '$project' }],
  ['tools.get', { toolId: '$tool' }],
  ['tools.create', TOOL],
  ['tools.update', { toolId: '$tool', isActive: false }],
  ['tools.rotateSecret', { toolId: '$tool' }],
  ['tools.remove', { toolId: '$tool' }],
  ['usage.get', undefined],
  ['usage.list', {}],
  ...['model', 'agent', 'user', 'day'].map(
    (groupBy) => ['usage.summarize', { ...PERIOD, groupBy, model: 'gpt-4.1' }] as const,
  ),
  ['usage.summarize', { ...PERIOD, groupBy: 'model' }],
  ['apiKeys.remove', { apiKeyId: '$apiKey' }],
  ['agents.remove', { agentId: '$agent' }, { agentId: '$spare' }],
  ['organizations.previewRetention', undefined],
  ['organizations.remove', undefined],
  ['organizations.restore', undefined],
]

/** Asked by one who is a member only, since an owner is asked to hand over first. */
const LEAVING = ['account.export', 'account.erase']

const procedureContract = z.object({ type: z.enum(['query', 'mutation', 'subscription']) })

let world: TestWorld
let platforms: SandboxPlatforms
let actor: Actor
let leaver: Actor
let plans: QueryPlans
const ids = new Map<string, string>()

async function readIds(): Promise<void> {
  const user = await User.findOne({ email: 'maya.lindqvist@example.com' }).lean()
  const own = await Member.findOne({ userId: user?._id }).lean()
  if (!user || !own) throw new Error('The seed has no Maya')
  const { organizationId } = own
  const userId = user._id.toHexString()
  actor = { userId, organizationId: organizationId.toHexString(), role: 'owner', sessionId: '0'.repeat(24) }
  const leaving = await User.findOne({ email: 'priya.raman@example.com' }).lean()
  leaver = { ...actor, userId: leaving?._id.toHexString() ?? '', role: 'member' }
  const of = { organizationId }
  const bucket = await MessageBucket.findOne({ ...of, ownerKey: userId }).lean()
  const active = { ...of, ownerKey: userId, status: 'active' as const, messageCount: { $lt: 40 } }
  const newest = await Conversation.find(active).sort({ lastMessageAt: -1 }).limit(3).lean()
  const [conversation, second, third] = newest
  const { purged, keyed, spare } = await arrange(own, conversation?.agentId)
  const found = {
    purged,
    keyed,
    spare,
    user,
    organization: { _id: organizationId },
    conversation,
    answer: conversation?.messages.findLast(({ role, status }) => role === 'assistant' && status === 'complete'),
    second,
    secondAnswer: second?.messages.findLast(({ role, status }) => role === 'assistant' && status === 'complete'),
    third,
    thirdQuestion: third?.messages.find(({ role }) => role === 'user'),
    long: bucket && { _id: bucket.conversationId },
    oldAnswer: bucket?.messages.find(({ role, status }) => role === 'assistant' && status === 'complete'),
    agent: await Agent.findOne({ ...of, name: 'Copy desk' }).lean(),
    project: await Project.findOne(of).lean(),
    provider: await Provider.findOne(of).lean(),
    apiKey: await ApiKey.findOne(of).lean(),
    attachment: await Attachment.findOne(of).lean(),
    demo: await Demo.findOne(of).lean(),
    lead: await Lead.findOne(of).lean(),
    member: await Member.findOne({ ...of, role: 'viewer' }).lean(),
    prompt: await Prompt.findOne({ ...of, title: 'Subject lines' }).lean(),
    ticket: await Ticket.findOne({ ...of, 'request.userId': user._id }).lean(),
    tool: await Tool.findOne(of).lean(),
  }
  for (const [name, record] of Object.entries(found)) {
    if (!record) throw new Error(`The seed has no ${name}`)
    ids.set(`$${name}`, record._id.toHexString())
  }
}

/** What the seed has not: a conversation to purge, one whose agent has a key that is switched off, an agent nothing refers to. */
async function arrange({ organizationId, userId }: MemberRecord, agentId: MemberRecord['_id'] | undefined) {
  const of = { organizationId, ownerKey: userId.toHexString() }
  const long = new Date(0)
  const purged = await Conversation.findOneAndUpdate(
    { ...of, status: 'archived' },
    { status: 'deleted', deletedAt: long },
  )
  const keyed = await Conversation.findOne({ ...of, status: 'active', agentId: { $ne: agentId } }).lean()
  const key = await ApiKey.findOneAndUpdate({ organizationId }, { isActive: false }).lean()
  await Agent.updateOne({ _id: keyed?.agentId }, { apiKeyId: key?._id })
  const spare = await Agent.create({ organizationId, ownerId: userId, name: 'Spare', type: 'task' })
  return { purged, keyed, spare }
}

function withIds(input: object | undefined): unknown {
  if (input === undefined) return undefined
  const known = (_key: string, value: unknown) => (typeof value === 'string' ? (ids.get(value) ?? value) : value)
  return JSON.parse(JSON.stringify(input, known))
}

async function call(actor: Actor, path: string, input: object | undefined): Promise<void> {
  const stop = new AbortController()
  try {
    const answer: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type: typeOf(path),
      ctx: apiContextOf(world.contextOf(actor)),
      getRawInput: async () => withIds(input),
      signal: stop.signal,
      batchIndex: 0,
    })
    if (typeOf(path) === 'subscription' && isIterable(answer)) {
      for await (const _event of answer) stop.abort()
    }
  } catch (error) {
    // What is refused was asked all the same.
    const isAsked =
      error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR' && !(error.cause instanceof z.ZodError)
    if (!isAsked) throw error
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

const procedures = new Map(
  Object.entries(appRouter._def.procedures).map(([path, made]) => [
    path,
    procedureContract.parse(Object(made)._def).type,
  ]),
)

function typeOf(path: string) {
  const type = procedures.get(path)
  if (!type) throw new Error(`There is no procedure ${path}`)
  return type
}

async function signIn(password: string): Promise<void> {
  const origin = 'http://127.0.0.1:3000'
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const auth = await createAuth({ secret: 'x'.repeat(40), baseUrl: origin, trustedOrigin: () => origin, log: silent })
  const body = JSON.stringify({ email: 'jonas.weber@example.com', password })
  const headers = { origin, 'content-type': 'application/json' }
  const request = new Request(`${origin}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  expect((await auth.handle(request, '192.0.2.1')).status).toBe(200)
}

/** A checkout at Stripe ends, and its subscription begins. */
async function checkOut({ userId }: Actor): Promise<void> {
  const ctx = { now: () => new Date(), prices: new Map() }
  const items = { data: [{ price: { id: 'price_1' } }] }
  const objects = {
    'checkout.session.completed': { customer: 'cus_1', client_reference_id: userId },
    'customer.subscription.created': { id: 'sub_1', customer: 'cus_1', status: 'active', items },
  }
  for (const [type, object] of Object.entries(objects))
    await applyBillingEvent({ ctx, input: { id: `evt_${type}`, type, created: 1, data: { object } } })
}

/** A form of the seed's site. */
async function fillInForm(): Promise<void> {
  const ctx = { now: () => new Date(), requestId: randomUUID(), countLead: async () => undefined }
  const form = { deployment: 'brightwater-growth-answers', origin: 'https://www.example.com' }
  await captureLead({ ctx, input: { ...form, lead: { ...NEW, email: 'form@example.com', consent: true } } })
}

beforeAll(async () => {
  const now = new Date()
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms })
  await seedData({ now, passwordHash: await hashPassword('a password of the seed'), keys: world.keys })
  await readIds()
  const asked = await recordQueries(async () => {
    await ensureSystemTools()
    await signIn('a password of the seed')
    for (const job of JOBS) {
      const { actor: _actor, refreshActor: _refresh, ...ctx } = world.contextOf(actor)
      await job.run({ ctx, signal: new AbortController().signal })
    }
    await sweepExpiredTurns(world.contextOf(actor))
    await checkOut(actor)
    await connectGoogle(world.contextOf(actor), platforms)
    for (const _time of [1, 2]) await fillInForm()
    for (const [path, ...inputs] of CALLS) for (const input of inputs) await call(actor, path, input)
    await call(leaver, 'executions.list', {})
    for (const path of LEAVING) await call(leaver, path, undefined)
  })
  plans = await explainQueries(asked)
}, 120_000)
afterAll(async () => {
  await world.close()
  await platforms.close()
})

test('every procedure is asked', () => {
  expect(
    [...procedures.keys()].filter((path) => ![...CALLS.map(([called]) => called), ...LEAVING].includes(path)),
  ).toEqual([])
})

test('over the seed no query of a verb or a job scans a collection', () => {
  expect(plans.scans).toEqual([])
})

/** Read by the database itself, or past the models by the auth library, export and erasure. */
const OF_OTHERS = [
  'users email_1',
  'idempotencyrecords expiresAt_1',
  'oauthattempts purgeAt_1',
  'chatsessions userId_1__id_-1',
  'stripecustomers expiresAt_1',
]

test('and every index answers one, by the planner’s own choice', async () => {
  const unused: string[] = []
  for (const model of models) {
    for (const { name } of await model.collection.indexes()) {
      if (name !== '_id_') unused.push(`${model.collection.collectionName} ${name}`)
    }
  }
  expect(unused.filter((index) => !plans.indexes.has(index) && !OF_OTHERS.includes(index))).toEqual([])
})
