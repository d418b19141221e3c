import { Agent, databaseHandle, MessageBucket, MigrationRecord, migrateUp } from '@parley/db'
import { ask, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getAccount } from './account/get-account.ts'
import { listAgents } from './agents/list-agents.ts'
import type { MemberContext } from './context.ts'
import { createConversation } from './conversations/create-conversation.ts'
import { getConversation } from './conversations/get-conversation.ts'
import { listConversations } from './conversations/list-conversations.ts'
import { listMessages } from './messages/list-messages.ts'
import { rateMessage } from './messages/rate-message.ts'

let world: TestWorld

beforeAll(async () => {
  world = await startTestWorld()
})

afterAll(() => world.close())

/** What a version wrote otherwise than this one: each takes everything stored back to how that version left it. */
const OLDER: Record<string, () => Promise<void>> = {
  'one version back, before platforms could be connected': async () => {
    const tools = ['find_past_conversations', 'get_page_context', 'get_current_date']
    await Agent.updateMany({}, { $pull: { tools: { name: { $nin: tools } } } }, { runValidators: false })
  },
  'two versions back, the first': async () => {
    await collection('agents').updateMany({}, { $set: { tools: [] } })
    await collection('turns').updateMany({}, { $unset: { parts: '' } })
    await collection('users').updateMany({}, { $unset: { provider: '', 'usage.lastResetAt': '' } })
    for (const name of ['conversations', 'messagebuckets']) {
      const unset = { $unset: { 'messages.$[answer].ai.unsupportedFigures': '' } }
      await collection(name).updateMany({}, unset, { arrayFilters: [{ 'answer.role': 'assistant' }] })
    }
  },
}

const collection = (name: string) => databaseHandle().db.collection(name)

async function readEverything(ctx: MemberContext, conversationId: string) {
  const conversation = await getConversation({ ctx, input: { conversationId } })
  const { items: older } = await listMessages({ ctx, input: { conversationId, limit: 100, before: 30 } })
  const { items: conversations } = await listConversations({ ctx, input: { limit: 10, status: 'active' } })
  const { items: agents } = await listAgents({ ctx, input: { limit: 10 } })
  const account = await getAccount({ ctx })
  const messages = [...older, ...conversation.messages.filter(({ seq }) => seq >= 30)]
  return { texts: messages.map(({ parts }) => parts), titles: conversations.map(({ title }) => title), agents, account }
}

describe.each(Object.entries(OLDER))('records of %s', (_version, takeBack) => {
  test('are read, answered and rated before they are migrated and after', async () => {
    const ctx = world.contextOf((await createTenant()).owner)
    const { id: conversationId } = await createConversation({ ctx, input: { title: 'Old' } })
    for (let index = 0; index < 27; index++) await ask(ctx, conversationId, `Question ${index}`)
    expect(await MessageBucket.countDocuments({ conversationId: new Types.ObjectId(conversationId) })).toBeGreaterThan(
      0,
    )
    const { agents: current, ...before } = await readEverything(ctx, conversationId)
    await MigrationRecord.deleteMany({})
    await takeBack()
    const { agents, ...read } = await readEverything(ctx, conversationId)
    expect(read).toEqual(before)
    expect(agents[0]?.tools.map(({ name }) => name)).not.toContain('run_report')
    const answer = await ask(ctx, conversationId, 'Does it still answer?')
    expect(answer.status).toBe('complete')
    await rateMessage({ ctx, input: { conversationId, messageId: answer.id, rating: 'positive' } })

    await migrateUp()
    const migrated = await readEverything(ctx, conversationId)
    expect(migrated.texts.slice(0, before.texts.length)).toEqual(before.texts)
    expect(migrated.agents[0]?.tools).toEqual(current[0]?.tools)
    expect((await ask(ctx, conversationId, 'And now?')).status).toBe('complete')
  }, 120_000)
})
