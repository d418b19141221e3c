import { ChatAnalytics, Conversation, MessageBucket } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestTenant, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ForbiddenError } from '../errors.ts'
import { rateMessage } from '../messages/rate-message.ts'
import { objectId } from '../object-id.ts'
import { countDay, dayOf } from './count-day.ts'
import { getAnalytics } from './get-analytics.ts'
import { rollUpAnalytics } from './roll-up-analytics.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const DAY = '2031-03-02'
const at = (time: string, day = DAY) => new Date(`${day}T${time}Z`)

const question = (time: string, text: string, day = DAY) => ({
  _id: new Types.ObjectId(),
  role: 'user' as const,
  senderType: 'user' as const,
  status: 'complete' as const,
  text,
  createdAt: at(time, day),
})

const answer = (time: string, rest = {}, day = DAY) => ({
  _id: new Types.ObjectId(),
  role: 'assistant' as const,
  senderType: 'agent' as const,
  status: 'complete' as const,
  createdAt: at(time, day),
  ai: {
    model: 'gpt-a',
    inputTokens: 90,
    outputTokens: 10,
    tokensUsed: 100,
    costMicros: 3_000_000 as number | null,
    responseTimeMs: 800,
    timeToFirstTokenMs: 200,
  },
  ...rest,
})

type Said = ReturnType<typeof question> | ReturnType<typeof answer>

async function say(tenant: TestTenant, ownerKey: string, said: readonly Said[], older: readonly Said[] = []) {
  const _id = new Types.ObjectId()
  const organizationId = objectId(tenant.organizationId)
  const all = [...older, ...said].map((message, index) => ({ ...message, seq: index + 1 }))
  const [first, last] = [all[0], all.at(-1)]
  if (!first || !last) throw new Error('Nothing was said')
  await Conversation.create([
    {
      _id,
      organizationId,
      ownerKey,
      agentId: objectId(tenant.agentId),
      agentVersion: 1,
      context: { userIntent: 'compare campaigns' },
      messages: all.slice(older.length),
      messageCount: all.length,
      startedAt: first.createdAt,
      lastMessageAt: last.createdAt,
    },
  ])
  if (older.length > 0) {
    const range = { firstSeq: 1, lastSeq: older.length }
    await MessageBucket.create([
      { ...range, conversationId: _id, organizationId, ownerKey, messages: all.slice(0, older.length) },
    ])
  }
  return _id.toHexString()
}

const analytics = (tenant: TestTenant, rest = {}) =>
  getAnalytics({ ctx: { actor: tenant.owner }, input: { from: DAY, to: DAY, ...rest } })

const count = (tenant: TestTenant, day = DAY) => countDay(objectId(tenant.organizationId), dayOf(at('00:00:00', day)))

describe('the count of a day', () => {
  test('has conversations, people, models, ratings, errors and hours, as a whole and by agent', async () => {
    const tenant = await createTenant()
    const { userId } = tenant.owner
    const colleague = await createMember(tenant.organizationId)
    await say(tenant, userId, [
      question('09:00:00', 'How did we do?'),
      answer('09:00:10', { feedback: { rating: 'positive', submittedAt: at('09:01:00') } }),
    ])
    await say(tenant, colleague.userId, [
      question('10:30:00', 'how did  we do?'),
      answer('10:31:00', { status: 'failed', feedback: { rating: 'negative', submittedAt: at('11:00:00') } }),
      question('23:59:59', 'Only I ask this?'),
    ])
    await count(tenant)
    const { days, total } = await analytics(tenant)
    expect(days).toHaveLength(1)
    expect(days[0]).toMatchObject({
      date: DAY,
      totalConversations: 2,
      totalMessages: 5,
      uniqueUsers: 2,
      avgMessagesPerConversation: 2.5,
      avgMessagesPerUser: 2.5,
      modelCalls: 2,
      totalTokensUsed: 200,
      totalCostUsd: 6,
      modelBreakdown: [{ model: 'gpt-a', calls: 2, tokensUsed: 200, costUsd: 6 }],
      positiveRatings: 1,
      negativeRatings: 1,
      avgRating: 0.5,
      topIntents: [{ intent: 'compare campaigns', count: 2 }],
      topQuestions: [{ text: 'how did we do?', count: 2 }],
      latencyMs: { p50: 800, p95: 800 },
      timeToFirstTokenMs: { p50: 200, p95: 200 },
      errorCount: 1,
      errorRate: 0.5,
    })
    expect(days[0]?.hourly[9]).toEqual({ conversations: 1, messages: 2 })
    expect(days[0]?.hourly[23]).toEqual({ conversations: 1, messages: 1 })
    expect(total).toMatchObject({ totalConversations: 2, totalCostUsd: 6, avgRating: 0.5, errorRate: 0.5 })
    expect((await analytics(tenant, { agentId: tenant.agentId })).days[0]).toMatchObject({ totalMessages: 5 })
    expect((await analytics(tenant, { agentId: new Types.ObjectId().toHexString() })).days).toEqual([])
  })

  test('takes only messages of the day, from buckets too, and says the same twice', async () => {
    const tenant = await createTenant()
    const before = '2031-03-01'
    await say(
      tenant,
      tenant.owner.userId,
      [question('12:00:00', 'In the window'), question('00:00:00', 'The day after', '2031-03-03')],
      [question('23:59:59', 'The day before', before), question('00:00:00', 'In the bucket'), answer('08:00:00')],
    )
    await count(tenant)
    await count(tenant)
    const { days } = await analytics(tenant, { from: before, to: '2031-03-03' })
    expect(days.map(({ date, totalMessages }) => [date, totalMessages])).toEqual([[DAY, 3]])
    expect(await ChatAnalytics.countDocuments({ organizationId: objectId(tenant.organizationId) })).toBe(2)
  })

  test('says that a cost is unknown, never zero', async () => {
    const tenant = await createTenant()
    const unpriced = answer('09:00:00')
    await say(tenant, tenant.owner.userId, [{ ...unpriced, ai: { ...unpriced.ai, costMicros: null } }])
    await count(tenant)
    expect((await analytics(tenant)).total).toMatchObject({ totalCostUsd: null, modelCalls: 1 })
  })
})

describe('the job', () => {
  test('counts today and yesterday where something was said, and nothing of others', async () => {
    const [tenant, quiet] = [await createTenant(), await createTenant()]
    const today = '2032-05-05'
    await say(tenant, tenant.owner.userId, [
      question('01:00:00', 'Hi', '2032-05-04'),
      question('02:00:00', 'Hi', today),
    ])
    const ctx = world.contextOf(tenant.owner, { now: () => at('03:00:00', today) })
    await rollUpAnalytics.run({ ctx, signal: new AbortController().signal })
    const { days } = await analytics(tenant, { from: '2032-05-01', to: today })
    expect(days.map(({ date, totalMessages }) => [date, totalMessages])).toEqual([
      ['2032-05-04', 1],
      [today, 1],
    ])
    expect((await analytics(quiet, { from: '2032-05-01', to: today })).days).toEqual([])
  })

  test('a rating of an older answer, changed and withdrawn, corrects its day', async () => {
    const tenant = await createTenant()
    const rated = answer('09:00:00')
    const conversationId = await say(tenant, tenant.owner.userId, [rated])
    await count(tenant)
    const ctx = world.contextOf(tenant.owner, { now: () => at('00:00:00', '2031-04-01') })
    const rate = async (rating: 'positive' | 'negative' | null) => {
      await rateMessage({ ctx, input: { conversationId, messageId: rated._id.toHexString(), rating } })
      const { positiveRatings, negativeRatings, avgRating } = (await analytics(tenant)).total
      return [positiveRatings, negativeRatings, avgRating]
    }
    expect(await rate('positive')).toEqual([1, 0, 1])
    expect(await rate('positive')).toEqual([1, 0, 1])
    expect(await rate('negative')).toEqual([0, 1, 0])
    expect(await rate(null)).toEqual([0, 0, null])
  })
})

test('figures are for admins and owners, of their own organization', async () => {
  const tenant = await createTenant()
  await say(tenant, tenant.owner.userId, [question('09:00:00', 'Hi')])
  await count(tenant)
  const member = await createMember(tenant.organizationId)
  await expect(analytics({ ...tenant, owner: member })).rejects.toThrow(ForbiddenError)
  expect((await analytics(await createTenant())).days).toEqual([])
})
