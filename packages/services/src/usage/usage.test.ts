import { UsageRecord, User, withTransaction } from '@parley/db'
import { ask, createMember, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { ForbiddenError, QuotaError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { chargeUser } from './charge-user.ts'
import { getUsage } from './get-usage.ts'
import { listUsage } from './list-usage.ts'
import { summarizeUsage } from './summarize-usage.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const record = (userId: string, organizationId: string, at: string, rest = {}) => ({
  organizationId: objectId(organizationId),
  userId: objectId(userId),
  payer: 'user' as const,
  model: 'gpt-a',
  inputTokens: 100,
  outputTokens: 10,
  costMicros: 2_000_000,
  state: 'settled' as const,
  at: new Date(at),
  ...rest,
})

const remaining = async (userId: string) =>
  (await User.findOne({ _id: objectId(userId) }, { usage: 1 }).lean())?.usage?.spendRemainingMicros

describe('an answer', () => {
  test('is counted against the allowance of the person who asked, as the ledger has it', async () => {
    const { owner } = await createTenant()
    const ctx = world.contextOf(owner)
    const { id } = await createConversation({ ctx, input: { title: 'T' } })
    await ask(ctx, id, 'Hello')
    const usage = await getUsage({ ctx })
    expect(usage.total.calls).toBe(1)
    expect(usage.remainingUsd).toBeCloseTo(usage.allowanceUsd - usage.total.costUsd, 9)
    expect((await listUsage({ ctx, input: {} })).items).toEqual([
      expect.objectContaining({ purpose: 'answer', conversationId: id, costUsd: usage.total.costUsd }),
    ])
  })

  test('is refused once the allowance is spent, and nothing is written', async () => {
    const { owner } = await createTenant()
    const ctx = world.contextOf(owner)
    const { id } = await createConversation({ ctx, input: {} })
    await User.updateOne(
      { _id: objectId(owner.userId) },
      { $set: { 'usage.spendRemainingMicros': 0, 'usage.lastResetAt': new Date() } },
    )
    await expect(send(ctx, id, 'More')).rejects.toThrow(QuotaError)
    expect(await UsageRecord.countDocuments({ userId: objectId(owner.userId) })).toBe(0)
  })
})

describe('chargeUser', () => {
  const charge = (userId: string, costMicros: number | null, at: string) =>
    withTransaction((session) => chargeUser(userId, costMicros, new Date(at), session))

  test('takes off within a month and starts again with the next', async () => {
    const { userId } = (await createTenant()).owner
    await User.updateOne({ _id: objectId(userId) }, { $set: { 'usage.lastResetAt': new Date('2031-01-05T00:00:00Z') } })
    await charge(userId, 30, '2031-01-20T00:00:00Z')
    await charge(userId, 12, '2031-01-21T00:00:00Z')
    expect(await remaining(userId)).toBe(100_000_000 - 42)
    await charge(userId, 7, '2031-02-01T00:00:00Z')
    expect(await remaining(userId)).toBe(100_000_000 - 7)
  })

  test('of an unknown price takes nothing; charges at the same time all count', async () => {
    const { userId } = (await createTenant()).owner
    await charge(userId, null, '2031-01-20T00:00:00Z')
    expect(await remaining(userId)).toBe(100_000_000)
    await Promise.all([1, 2, 3, 4, 5].map((cost) => charge(userId, cost, '2031-01-20T00:00:00Z')))
    expect(await remaining(userId)).toBe(100_000_000 - 15)
  })
})

describe('usage', () => {
  const now = () => new Date('2030-06-15T00:00:00Z')

  test('of a month counts settled calls of that month by model, and says when a price is unknown', async () => {
    const { owner, organizationId } = await createTenant()
    const of = (at: string, rest = {}) => record(owner.userId, organizationId, at, rest)
    await UsageRecord.create([
      of('2030-06-01T00:00:00Z'),
      of('2030-06-14T00:00:00Z', { model: 'gpt-b', costMicros: null }),
      of('2030-06-14T00:00:00Z', { state: 'reserved' }),
      of('2030-05-31T23:59:59Z'),
    ])
    expect(await getUsage({ ctx: { actor: owner, now } })).toMatchObject({
      periodStart: '2030-06-01T00:00:00.000Z',
      periodEnd: '2030-07-01T00:00:00.000Z',
      total: { calls: 2, inputTokens: 200, outputTokens: 20, costUsd: 2, isCostPartial: true },
      models: [
        { model: 'gpt-a', calls: 1, costUsd: 2, isCostPartial: false },
        { model: 'gpt-b', calls: 1, costUsd: 0, isCostPartial: true },
      ],
    })
  })

  test('is listed by pages, one’s own only', async () => {
    const { owner, organizationId } = await createTenant()
    const { owner: other } = await createTenant()
    const days = ['01', '02', '03'].map((day) => `2030-06-${day}T00:00:00.000Z`)
    await UsageRecord.create([
      ...days.map((at) => record(owner.userId, organizationId, at)),
      record(other.userId, organizationId, '2030-06-04T00:00:00Z'),
    ])
    const first = await listUsage({ ctx: { actor: owner }, input: { limit: 2 } })
    const second = await listUsage({ ctx: { actor: owner }, input: { limit: 2, cursor: first.nextCursor } })
    expect([...first.items, ...second.items].map(({ at }) => at)).toEqual(days.toReversed())
    expect(second.nextCursor).toBeNull()
  })

  test('is summarized for admins, by model, person, agent and day', async () => {
    const { owner, organizationId } = await createTenant()
    const member = await createMember(organizationId)
    await UsageRecord.create([
      record(owner.userId, organizationId, '2030-06-01T10:00:00Z'),
      record(member.userId, organizationId, '2030-06-02T10:00:00Z', { model: 'gpt-b', costMicros: 5_000_000 }),
      record(member.userId, organizationId, '2030-07-01T00:00:00Z'),
    ])
    const period = { from: '2030-06-01T00:00:00Z', to: '2030-07-01T00:00:00Z' }
    const summarize = async (groupBy: 'model' | 'agent' | 'user' | 'day', rest = {}) => {
      const { rows, total } = await summarizeUsage({ ctx: { actor: owner }, input: { ...period, groupBy, ...rest } })
      return { total: total.costUsd, rows: rows.map(({ key, costUsd }) => [key, costUsd]) }
    }
    expect(await summarize('model')).toEqual({
      total: 7,
      rows: [
        ['gpt-b', 5],
        ['gpt-a', 2],
      ],
    })
    expect(await summarize('model', { model: 'gpt-a' })).toEqual({ total: 2, rows: [['gpt-a', 2]] })
    expect((await summarize('user')).rows).toEqual([
      [member.userId, 5],
      [owner.userId, 2],
    ])
    expect((await summarize('day')).rows).toEqual([
      ['2030-06-01', 2],
      ['2030-06-02', 5],
    ])
    expect((await summarize('agent')).rows).toEqual([[null, 7]])
    const asMember = summarizeUsage({ ctx: { actor: member }, input: { ...period, groupBy: 'day' } })
    await expect(asMember).rejects.toThrow(ForbiddenError)
  })
})
