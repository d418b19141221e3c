import {
  AgentExecution,
  ChatAnalytics,
  Conversation,
  type ConversationRecord,
  createKeyRing,
  databaseHandle,
  generateMasterKeyEntry,
  Lead,
  MessageBucket,
  type MessageRecord,
  models,
  Organization,
  parseMasterKeys,
  Ticket,
  UsageRecord,
  User,
} from '@parley/db'
import { createTenant } from '@parley/testing'
import { Types } from 'mongoose'
import { beforeAll, describe, expect, test } from 'vitest'
import { countDay, dayOf } from '../analytics/count-day.ts'
import { bsonSize } from '../messages/bson-size.ts'
import { MAX_WINDOW_BYTES, MAX_WINDOW_MESSAGES } from '../messages/message-rules.ts'
import { seedOrganizations } from './company.ts'
import { seedData } from './seed-data.ts'

const NOW = new Date('2026-11-20T15:00:00Z')
const DAY_MS = 86_400_000
const options = {
  now: NOW,
  passwordHash: '$2b$11$abcdefghijklmnopqrstuv',
  keys: createKeyRing(parseMasterKeys(generateMasterKeyEntry('seed'))),
}

interface AnyModel {
  new (stored: object): { validate(): Promise<void>; toObject(options: { flattenMaps: true }): object }
  collection: { find(): AsyncIterable<object> }
}

/** Each record passes the validators, and there is nothing the model's defaults would add to it. */
async function expectWritten(model: AnyModel): Promise<void> {
  for await (const stored of model.collection.find()) {
    const document = new model(stored)
    await document.validate()
    expect(stored).toEqual({ ...stored, ...document.toObject({ flattenMaps: true }) })
  }
}

let conversations: ConversationRecord[]
let messagesOf: Map<string, MessageRecord[]>
beforeAll(async () => {
  await seedData(options)
  conversations = await Conversation.find().lean()
  const buckets = await MessageBucket.find().sort({ firstSeq: 1 }).lean()
  messagesOf = new Map(
    conversations.map(({ _id, messages }) => {
      const older = buckets.filter(({ conversationId }) => conversationId.equals(_id))
      return [_id.toHexString(), [...older.flatMap((bucket) => bucket.messages), ...messages]]
    }),
  )
}, 60_000)

async function countAll(): Promise<Record<string, number>> {
  const collections = await databaseHandle().db.listCollections().toArray()
  const counts = collections.map(async ({ name }) => [
    name,
    await databaseHandle().db.collection(name).countDocuments(),
  ])
  return Object.fromEntries(await Promise.all(counts))
}

const sum = (values: readonly (number | null | undefined)[]) => values.reduce<number>((all, one) => all + (one ?? 0), 0)

describe('what is there', () => {
  test('three organizations, twelve people, eight agents, 400 conversations and the sample', async () => {
    const counts = await countAll()
    expect(counts).toMatchObject({ organizations: 3, users: 12, accounts: 12, members: 12, agents: 8 })
    expect(counts).toMatchObject({ conversations: 401, projects: 6, providers: 3, prompts: 12, tools: 9, apikeys: 6 })
    for (const name of [
      'leads',
      'demos',
      'deployments',
      'attachments',
      'attachments.files',
      'chatsessions',
      'auditevents',
    ])
      expect(counts[name], name).toBeGreaterThan(0)
  })

  test('90 days ending today, in all states and channels', () => {
    const seeded = conversations.filter(({ title }) => title !== 'Connecting Google Analytics')
    const starts = seeded.map(({ startedAt }) => startedAt.getTime()).sort((a, b) => a - b)
    expect(NOW.getTime() - (starts[0] ?? 0)).toBeLessThan(91 * DAY_MS)
    expect(NOW.getTime() - (starts[0] ?? 0)).toBeGreaterThan(88 * DAY_MS)
    expect(NOW.getTime() - (starts.at(-1) ?? 0)).toBeLessThan(DAY_MS)
    for (const { lastMessageAt, updatedAt } of seeded) {
      expect(lastMessageAt.getTime()).toBeLessThanOrEqual(NOW.getTime())
      expect(updatedAt.getTime()).toBeLessThanOrEqual(NOW.getTime())
    }
    expect(new Set(seeded.map(({ status }) => status))).toEqual(new Set(['active', 'ended', 'archived', 'deleted']))
    expect(new Set(seeded.map(({ channel }) => channel))).toEqual(new Set(['chat', 'voice', 'video', 'email', 'sms']))
  })

  test('answers in every final state, waiting ones, ratings with and without words, reports', () => {
    const answers = [...messagesOf.values()].flat().filter(({ role }) => role === 'assistant')
    const statuses = new Set(answers.map(({ status }) => status))
    expect(statuses).toEqual(new Set(['complete', 'stopped', 'failed', 'awaiting_connection']))
    const rated = answers.flatMap(({ feedback }) => (feedback ? [feedback] : []))
    expect(new Set(rated.map(({ rating }) => rating))).toEqual(new Set(['positive', 'negative']))
    expect(new Set(rated.map(({ reason }) => reason)).size).toBe(10)
    expect(rated.filter(({ comment }) => comment !== null).length).toBeGreaterThan(50)
    const calls = answers.flatMap(({ functionCalls }) => functionCalls)
    expect(calls.filter(({ state, result }) => state === 'succeeded' && result).length).toBeGreaterThan(200)
    expect(new Set(answers.map(({ text }) => text)).size).toBeGreaterThan(answers.length * 0.8)
    expect(answers.map(({ text }) => text).join('\n')).not.toMatch(/\{\w+\}(?!\})|undefined|NaN|null/)
  })

  test('leads, some with the conversation they were met in', async () => {
    const met = await Lead.find({ conversationId: { $ne: null } }).lean()
    expect(met.length).toBeGreaterThan(3)
    for (const { _id, conversationId } of met) {
      expect(conversations.find((one) => conversationId?.equals(one._id))?.leadId).toEqual(_id)
    }
  })

  test('tickets in every state', async () => {
    expect(new Set(await Ticket.distinct('status'))).toEqual(
      new Set(['pending', 'processing', 'completed', 'failed', 'cancelled']),
    )
  })

  test('the sample conversation of the specification, as it stands there', () => {
    const sample = conversations.find(({ title }) => title === 'Connecting Google Analytics')
    const saying = {
      role: 'assistant',
      text: "Hi! I'm here to help. What can I do for you?",
      createdAt: new Date('2025-11-16T10:00:00Z'),
    }
    const asking = {
      role: 'user',
      text: 'I want to connect my Google Analytics',
      createdAt: new Date('2025-11-16T10:01:00Z'),
    }
    const at = new Date('2025-11-16T10:01:05Z')
    const answering = {
      role: 'assistant',
      text: "Great! I'll help you connect Google Analytics...",
      createdAt: at,
      ai: { model: 'gpt-4o-mini', tokensUsed: 234 },
    }
    expect(sample).toMatchObject({
      status: 'active',
      messages: [saying, asking, answering],
      context: { currentPage: '/dashboard', connectedPlatforms: [] },
      lastMessageAt: at,
      messageCount: 3,
      totalTokensUsed: 234,
      createdAt: new Date('2025-11-16T10:00:00Z'),
      updatedAt: at,
    })
  })
})

describe('costs add up', () => {
  test('messages, conversation, ledger and executions say the same', async () => {
    const [usage, executions] = await Promise.all([UsageRecord.find().lean(), AgentExecution.find().lean()])
    for (const { _id, totalTokensUsed, estimatedCostMicros, isCostPartial } of conversations) {
      const answers = (messagesOf.get(_id.toHexString()) ?? []).flatMap(({ ai }) => (ai ? [ai] : []))
      const ledger = usage.filter(({ conversationId }) => conversationId?.equals(_id))
      const titles = ledger.filter(({ purpose }) => purpose === 'title')
      const runs = executions.filter(({ conversationId }) => conversationId?.equals(_id))
      const tokens = sum(answers.map(({ tokensUsed }) => tokensUsed))
      expect(sum(runs.map(({ tokensUsed }) => tokensUsed))).toBe(tokens)
      expect(sum(ledger.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens))).toBe(totalTokensUsed)
      expect(tokens + sum(titles.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens))).toBe(
        totalTokensUsed,
      )
      expect(sum(ledger.map(({ costMicros }) => costMicros))).toBe(estimatedCostMicros)
      expect(sum([...answers, ...titles].map(({ costMicros }) => costMicros))).toBe(estimatedCostMicros)
      expect(ledger.some(({ costMicros }) => costMicros === null)).toBe(isCostPartial)
    }
    expect(sum(conversations.map(({ estimatedCostMicros }) => estimatedCostMicros))).toBeGreaterThan(100_000)
    expect(conversations.some(({ isCostPartial }) => isCostPartial)).toBe(true)
  })

  test('and so do tickets', async () => {
    for (const { _id, result } of await Ticket.find({ status: 'completed' }).lean()) {
      const [used, run] = await Promise.all([
        UsageRecord.findOne({ ticketId: _id }).lean(),
        AgentExecution.findOne({ ticketId: _id }).lean(),
      ])
      expect(used?.costMicros).toBe(result?.costMicros)
      expect(run?.tokensUsed).toBe(sum([used?.inputTokens, used?.outputTokens]))
    }
  })
})

test('what people may still spend is what they have not spent this month', async () => {
  const used = await UsageRecord.find({ state: 'settled', at: { $gte: new Date('2026-11-01') } }).lean()
  const people = await User.find({ email: /@example\.com$/ }).lean()
  expect(people).toHaveLength(12)
  for (const { _id, usage } of people) {
    const spent = sum(used.filter(({ userId }) => userId?.equals(_id)).map(({ costMicros }) => costMicros))
    expect(usage?.spendRemainingMicros).toBe(100_000_000 - spent)
  }
  expect(people.some(({ usage }) => usage?.spendRemainingMicros !== 100_000_000)).toBe(true)
})

test('the days are counted as the job would count them', async () => {
  const comparable = { createdAt: 0, updatedAt: 0, __v: 0 } as const
  const before = await ChatAnalytics.find({}, comparable).sort({ _id: 1 }).lean()
  expect(before.length).toBeGreaterThan(200)
  for (const { organizationId, date, agentId } of before.filter((_, index) => index % 25 === 0)) {
    if (agentId === null) await countDay(organizationId, dayOf(date))
  }
  expect(await ChatAnalytics.find({}, comparable).sort({ _id: 1 }).lean()).toEqual(before)
})

describe('records are what the product would have written', () => {
  test.each(models.map((model) => [model.modelName, model] as const))('%s', (_name, model) => expectWritten(model))

  test('threads without gaps; windows and buckets no fuller than they may be', () => {
    let bucketed = 0
    for (const { _id, messages, windowBytes, messageCount, nextSeq } of conversations) {
      const all = messagesOf.get(_id.toHexString()) ?? []
      expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: messageCount }, (_, index) => index + 1))
      expect(nextSeq).toBe(messageCount + 1)
      expect(windowBytes).toBe(sum(messages.map(bsonSize)))
      expect(messages.length).toBeLessThanOrEqual(MAX_WINDOW_MESSAGES + 1)
      expect(windowBytes).toBeLessThanOrEqual(MAX_WINDOW_BYTES)
      if (all.length > messages.length) bucketed += 1
    }
    expect(bucketed).toBeGreaterThan(3)
  })
})

describe('again', () => {
  test('on the same day and on another nothing is added', async () => {
    const before = await countAll()
    const owner = await User.findOne({ email: 'maya.lindqvist@example.com' }).lean()
    await User.updateOne({ _id: owner?._id }, { $set: { name: 'Maya' } })
    const { added } = await seedData({ ...options, now: new Date(NOW.getTime() + 3 * DAY_MS) })
    expect(sum(Object.values(added))).toBe(0)
    expect(await countAll()).toEqual(before)
    expect(await User.findOne({ _id: owner?._id }).lean()).toMatchObject({ name: 'Maya' })
  })

  test('what is missing comes back, the same', async () => {
    const lost = conversations[7]
    await Conversation.deleteOne({ _id: lost?._id })
    const { added } = await seedData(options)
    expect(added).toMatchObject({ conversations: 1, usagerecords: 0 })
    expect(await Conversation.findById(lost?._id).lean()).toEqual(lost)
  })
})

test('others’ organizations are not touched, and only with consent joined', async () => {
  const { organizationId } = await createTenant()
  const before = await countAll()
  await expect(seedData(options)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await countAll()).toEqual(before)
  await seedData({ ...options, besideOthers: true })
  expect(await countAll()).toEqual(before)
  await Organization.deleteOne({ _id: organizationId })
})

test('into an organization: conversations of its people, with its agent, some of the lead given', async () => {
  const { organizationId, agentId, owner } = await createTenant()
  const lead = await Lead.create({ organizationId, email: 'a@example.test', name: 'A', source: 'chat' })
  // So many that none of the lead's is no matter of luck: the organization's id, which decides, is another each time.
  const into = { organizationId, agentId, leadId: lead._id.toHexString(), conversations: 200, now: NOW }
  await seedData(into)
  await seedData(into)
  const made = await Conversation.find({ organizationId: new Types.ObjectId(organizationId) }).lean()
  expect(made).toHaveLength(200)
  expect(new Set(made.map((one) => one.agentId.toHexString()))).toEqual(new Set([agentId]))
  expect(made.filter(({ userId }) => userId?.toHexString() === owner.userId).length).toBeGreaterThan(100)
  expect(made.filter(({ leadId }) => leadId?.equals(lead._id)).length).toBeGreaterThan(0)
  expect(await UsageRecord.distinct('payer', { organizationId: new Types.ObjectId(organizationId) })).toContain('user')
})

test('at scale: three organizations a company and one large, no name or address twice', () => {
  const organizations = [...seedOrganizations(4)]
  expect(organizations).toHaveLength(13)
  expect(sum(organizations.slice(0, 3).map(({ conversationCount }) => conversationCount))).toBe(400)
  expect(organizations.at(-1)).toMatchObject({ conversationCount: 20_000 })
  expect(new Set(organizations.map(({ slug }) => slug)).size).toBe(13)
  const emails = organizations.flatMap(({ people }) => people.map(({ email }) => email))
  expect(new Set(emails).size).toBe(emails.length)
  expect([...seedOrganizations(1)]).toHaveLength(3)
})
