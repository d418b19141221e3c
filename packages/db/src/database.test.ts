import mongoose, { Types } from 'mongoose'
import { describe, expect, test } from 'vitest'
import { databaseHandle } from './connection.ts'
import { ensureMarketingAssistant } from './ensure-marketing-assistant.ts'
import { Agent } from './models/agent.ts'
import { Conversation } from './models/conversation.ts'
import { Member } from './models/member.ts'
import { Turn } from './models/turn.ts'
import { User } from './models/user.ts'
import { models } from './models.ts'
import { syncIndexes } from './sync-indexes.ts'
import { withTransaction } from './transaction.ts'

const id = () => new Types.ObjectId()

function newMember() {
  return { organizationId: id(), userId: id(), role: 'member' as const }
}

describe('models', () => {
  test('refuse unknown fields, in records, updates and filters', async () => {
    const unknown: Record<string, unknown> = { ...newMember(), salary: 1 }
    await expect(Member.create([unknown])).rejects.toThrow(/salary/)
    const update: Record<string, unknown> = { salary: 1 }
    await expect(Member.updateOne({ userId: id() }, { $set: update })).rejects.toThrow(/salary/)
    const filter: Record<string, unknown> = { salary: 1 }
    await expect(Member.findOne(filter)).rejects.toThrow(/salary/)
  })

  test('hold updates to their validators', async () => {
    const role: Record<string, unknown> = { role: 'emperor' }
    await expect(Member.updateOne({ userId: id() }, { $set: role })).rejects.toThrow(/role/)
    await expect(Agent.updateOne({ _id: id() }, { $set: { 'llmSettings.parameters.temperature': 3 } })).rejects.toThrow(
      /temperature/,
    )
  })

  test('trim and lower-case what they say they do', async () => {
    const address = `Ada-${id().toHexString()}@Example.TEST`
    const [user] = await User.create([{ name: '  Ada ', email: ` ${address} ` }])
    expect(user).toMatchObject({ name: 'Ada', email: address.toLowerCase() })
    const stored = await User.findOne({ email: address.toLowerCase() }).lean()
    expect(stored).toMatchObject({
      provider: 'email',
      emailVerified: false,
      billing: { plan: 'free', status: 'active' },
      usage: { monthlyAllowanceMicros: 100_000_000, spendRemainingMicros: 100_000_000 },
    })
    await expect(User.create([{ name: 'Bob', email: 'no address' }])).rejects.toThrow(/email/)
  })

  test('are unique where they say so', async () => {
    const member = newMember()
    await Member.create([member])
    await expect(Member.create([member])).rejects.toMatchObject({ code: 11000 })
    const turn = {
      messageId: id(),
      conversationId: id(),
      organizationId: id(),
      ownerKey: 'u',
      attempt: 1,
      ownerId: 's',
      state: 'done' as const,
    }
    await Turn.create([turn])
    await expect(Turn.create([turn])).rejects.toMatchObject({ code: 11000 })
  })
})

describe('withTransaction', () => {
  test('undoes everything when its work throws', async () => {
    const member = newMember()
    const work = withTransaction(async (session) => {
      await Member.create([member], { session })
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await Member.countDocuments({ userId: member.userId })).toBe(0)
  })

  test('loses no update of many at once', async () => {
    const conversation = {
      _id: id(),
      organizationId: id(),
      ownerKey: 'u',
      agentId: id(),
      agentVersion: 1,
      lastMessageAt: new Date(),
      startedAt: new Date(),
    }
    await Conversation.create([conversation])
    const increment = () =>
      withTransaction(async (session) => {
        const found = await Conversation.findOne({ _id: conversation._id }, { messageCount: 1 }, { session }).lean()
        const messageCount = (found?.messageCount ?? 0) + 1
        await Conversation.updateOne({ _id: conversation._id }, { $set: { messageCount } }, { session })
      })
    await Promise.all(Array.from({ length: 20 }, increment))
    expect(await Conversation.findOne({ _id: conversation._id }).lean()).toMatchObject({ messageCount: 20 })
  })
})

describe('the seeded agent', () => {
  test('is made once for an organization, and keeps what was edited', async () => {
    const tenant = { organizationId: id(), ownerId: id() }
    const ids = await Promise.all(Array.from({ length: 5 }, () => ensureMarketingAssistant(tenant)))
    expect(new Set(ids.map(String)).size).toBe(1)
    await Agent.updateOne({ _id: ids[0] }, { $set: { systemPrompt: 'Mine' } })
    await ensureMarketingAssistant(tenant)
    expect(await Agent.find({ organizationId: tenant.organizationId }).lean()).toMatchObject([
      {
        name: 'Marketing assistant',
        type: 'chatbot',
        status: 'active',
        systemPrompt: 'Mine',
        version: 1,
        llmSettings: { parameters: { temperature: 0.7, maxTokens: 1000 } },
      },
    ])
    const other = await ensureMarketingAssistant({ organizationId: id(), ownerId: id() })
    expect(other.equals(ids[0] ?? '')).toBe(false)
  })
})

describe('the connection', () => {
  test('is the one behind the models, and its indexes are made again without harm', async () => {
    expect(databaseHandle().db.databaseName).toBe(mongoose.connection.name)
    await syncIndexes()
    for (const model of models) expect(await model.diffIndexes(), model.modelName).toEqual({ toDrop: [], toCreate: [] })
  })
})
