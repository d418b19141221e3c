import { randomUUID } from 'node:crypto'
import type { SendMessageInput } from '@parley/contracts'
import { AgentExecution, Conversation, IdempotencyRecord, Organization, Turn, UsageRecord } from '@parley/db'
import { ask, createMember, createTenant, send, startTestWorld, type TestWorld, waitForAnswer } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { archiveConversation } from '../conversations/archive-conversation.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { endConversation } from '../conversations/end-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { listConversations } from '../conversations/list-conversations.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { sendMessage } from './send-message.ts'

let world: TestWorld
let slow: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
  slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
})
afterAll(() => Promise.all([world.close(), slow.close()]))

async function begin(from: TestWorld = world): Promise<{ ctx: MemberContext; conversationId: string }> {
  const ctx = from.contextOf((await createTenant()).owner)
  const { id } = await createConversation({ ctx, input: {} })
  return { ctx, conversationId: id }
}

function input(conversationId: string, text = 'How do I lower my cost per click?'): SendMessageInput {
  return { conversationId, clientMessageId: randomUUID(), text }
}

describe('sendMessage', () => {
  test('answers with both messages at once, and the answer is written to the end', async () => {
    const { ctx, conversationId } = await begin()
    const sent = input(conversationId)
    const { userMessage, assistantMessage } = await sendMessage({ ctx, input: sent })
    expect(userMessage).toMatchObject({
      conversationId,
      seq: 1,
      role: 'user',
      senderType: 'user',
      status: 'complete',
      clientMessageId: sent.clientMessageId,
      text: sent.text,
      parts: [{ type: 'text', value: sent.text }],
    })
    expect(assistantMessage).toMatchObject({ seq: 2, role: 'assistant', parentMessageId: userMessage.id })
    expect(['pending', 'streaming']).toContain(assistantMessage.status)
    const answer = await waitForAnswer(ctx, conversationId, assistantMessage.id)
    expect(answer).toMatchObject({ id: assistantMessage.id, status: 'complete', ai: { finishReason: 'stop' } })
    expect(answer.text.length).toBeGreaterThan(20)
    const stored = await getConversation({ ctx, input: { conversationId } })
    expect(stored.messages).toEqual([userMessage, answer])
    expect(stored).toMatchObject({ messageCount: 2, unfinishedMessageId: null, hasBefore: false })
  })

  test('leaves a done turn, settled usage, an ended execution, and totals that agree', async () => {
    const { ctx, conversationId } = await begin()
    const answer = await ask(ctx, conversationId, 'What is a good click-through rate?')
    const turn = await Turn.findOne({ messageId: answer.id }).lean()
    expect(turn).toMatchObject({ state: 'done', attempt: 1, text: answer.text, ownerId: world.serverId })
    expect(turn).not.toHaveProperty('leaseExpiresAt')
    const usage = await UsageRecord.findOne({ messageId: answer.id, purpose: 'answer' }).lean()
    expect(usage).toMatchObject({ state: 'settled', payer: 'user', attempt: 1, costMicros: 0, isEstimated: false })
    expect(await AgentExecution.find({ messageId: answer.id }).lean()).toMatchObject([
      { status: 'completed', tokensUsed: answer.ai?.tokensUsed, agentVersion: 1 },
    ])
    const conversation = await Conversation.findOne({ _id: conversationId }).lean()
    expect(conversation?.totalTokensUsed).toBeGreaterThanOrEqual(answer.ai?.tokensUsed ?? Number.NaN)
    const fresh = conversation?.messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0) ?? 0
    expect(conversation?.windowBytes).toBeGreaterThan(fresh / 3)
  })

  test('the conversation gets a title of its own, and one given by a person stays', async () => {
    const { ctx, conversationId } = await begin()
    const named = await createConversation({ ctx, input: { title: 'Mine' } })
    const watch = world.events.watch(ctx.actor.userId, null, new AbortController().signal)[Symbol.asyncIterator]()
    const titled = (async () => {
      for (;;) {
        const next = await watch.next()
        if (next.done || next.value.event.type === 'title') return
      }
    })()
    await ask(ctx, named.id, 'How do I write a subject line?')
    await ask(ctx, conversationId, 'How do I write a subject line?')
    await titled
    expect((await getConversation({ ctx, input: { conversationId } })).title).not.toBe('')
    expect((await getConversation({ ctx, input: { conversationId: named.id } })).title).toBe('Mine')
    expect(await UsageRecord.countDocuments({ conversationId, purpose: 'title', state: 'settled' })).toBe(1)
  })

  test("parts, and the page's context, are kept", async () => {
    const { ctx, conversationId } = await begin()
    const parts = [
      { type: 'text' as const, value: 'Improve this:' },
      { type: 'code' as const, value: '<h1>Sale</h1>' },
    ]
    const context = { currentPage: '/campaigns/7' }
    const clientMessageId = randomUUID()
    const { userMessage } = await sendMessage({ ctx, input: { conversationId, clientMessageId, parts, context } })
    expect(userMessage).toMatchObject({ parts, text: 'Improve this:\n\n<h1>Sale</h1>' })
    expect((await getConversation({ ctx, input: { conversationId } })).context.currentPage).toBe('/campaigns/7')
  })

  test("a demo's turns are paid by the demo", async () => {
    const tenant = await createTenant()
    await Organization.updateOne({ _id: tenant.organizationId }, { $set: { demoExpiresAt: new Date() } })
    const ctx = world.contextOf(tenant.owner)
    const { id } = await createConversation({ ctx, input: {} })
    const answer = await ask(ctx, id, 'Hello')
    expect(await UsageRecord.findOne({ messageId: answer.id }).lean()).toMatchObject({ payer: 'demo' })
  })
})

describe('the same clientMessageId', () => {
  test('sent ten times at once makes one message and one turn', async () => {
    const { ctx, conversationId } = await begin()
    const sent = input(conversationId)
    const all = await Promise.all(Array.from({ length: 10 }, () => sendMessage({ ctx, input: sent })))
    expect(new Set(all.map(({ userMessage }) => userMessage.id)).size).toBe(1)
    const [first] = all
    await waitForAnswer(ctx, conversationId, first?.assistantMessage.id ?? '')
    expect((await getConversation({ ctx, input: { conversationId } })).messages).toHaveLength(2)
    expect(await Turn.countDocuments({ conversationId })).toBe(1)
    expect(await AgentExecution.countDocuments({ conversationId })).toBe(1)
    expect(await IdempotencyRecord.countDocuments({ key: `messages.send:${sent.clientMessageId}` })).toBe(1)
  })

  test('after the answer is answered with the finished answer', async () => {
    const { ctx, conversationId } = await begin()
    const sent = input(conversationId)
    const first = await sendMessage({ ctx, input: sent })
    const answer = await waitForAnswer(ctx, conversationId, first.assistantMessage.id)
    expect(await sendMessage({ ctx, input: sent })).toEqual({
      userMessage: first.userMessage,
      assistantMessage: answer,
    })
  })

  test('with other content, or in another conversation, is refused', async () => {
    const { ctx, conversationId } = await begin()
    const sent = input(conversationId)
    const { assistantMessage } = await sendMessage({ ctx, input: sent })
    await waitForAnswer(ctx, conversationId, assistantMessage.id)
    await expect(sendMessage({ ctx, input: { ...sent, text: 'Other' } })).rejects.toThrow(ConflictError)
    const other = await createConversation({ ctx, input: {} })
    await expect(sendMessage({ ctx, input: { ...sent, conversationId: other.id } })).rejects.toThrow(ConflictError)
  })

  test('of another person is another message', async () => {
    const one = await begin()
    const two = await begin()
    const clientMessageId = randomUUID()
    const [a, b] = await Promise.all(
      [one, two].map(({ ctx, conversationId }) =>
        sendMessage({ ctx, input: { conversationId, clientMessageId, text: 'Hello' } }),
      ),
    )
    expect(a?.userMessage.id).not.toBe(b?.userMessage.id)
  })
})

describe('one unfinished turn', () => {
  test('of two sends at once one wins, the other is refused, and nothing of it stays', async () => {
    const { ctx, conversationId } = await begin(slow)
    const results = await Promise.allSettled([1, 2].map(() => sendMessage({ ctx, input: input(conversationId) })))
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    expect(refused?.reason).toBeInstanceOf(ConflictError)
    const stored = await getConversation({ ctx, input: { conversationId } })
    expect(stored.messages.map(({ seq }) => seq)).toEqual([1, 2])
    expect(stored.unfinishedMessageId).toBe(stored.messages[1]?.id)
    expect(await IdempotencyRecord.countDocuments({ ownerKey: ctx.actor.userId })).toBe(1)
    expect(await UsageRecord.countDocuments({ conversationId })).toBe(1)
    const [listed] = (await listConversations({ ctx, input: {} })).items
    expect(listed?.unfinishedMessageId).toBe(stored.unfinishedMessageId)
  })

  test('a send while an answer is being written is refused', async () => {
    const { ctx, conversationId } = await begin(slow)
    await send(ctx, conversationId, 'First')
    await expect(send(ctx, conversationId, 'Second')).rejects.toThrow('A turn is not done')
  })

  test('a parked turn is ended as stopped, its text kept, and the send goes ahead', async () => {
    const { ctx, conversationId } = await begin(slow)
    const { assistantMessage } = await send(ctx, conversationId, 'First')
    await world.turns.stop(assistantMessage.id)
    await Turn.updateOne(
      { messageId: assistantMessage.id },
      { $set: { state: 'awaiting_connection', text: 'I need to connect first.' }, $unset: { leaseExpiresAt: 1 } },
    )
    const shown = await getConversation({ ctx, input: { conversationId } })
    expect(shown.messages[1]).toMatchObject({ status: 'awaiting_connection', text: 'I need to connect first.' })
    const next = await send(world.contextOf(ctx.actor), conversationId, 'Never mind')
    await waitForAnswer(world.contextOf(ctx.actor), conversationId, next.assistantMessage.id)
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    expect(messages.map(({ seq, status }) => [seq, status])).toEqual([
      [1, 'complete'],
      [2, 'stopped'],
      [3, 'complete'],
      [4, 'complete'],
    ])
    expect(messages[1]?.text).toBe('I need to connect first.')
  })
})

describe('refused', () => {
  test('in an ended or archived conversation', async () => {
    const { ctx, conversationId } = await begin()
    await endConversation({ ctx, input: { conversationId } })
    await expect(send(ctx, conversationId, 'Hello')).rejects.toThrow(ConflictError)
    await archiveConversation({ ctx, input: { conversationId } })
    await expect(send(ctx, conversationId, 'Hello')).rejects.toThrow(ConflictError)
  })

  test('for strangers, colleagues and viewers', async () => {
    const tenant = await createTenant()
    const ctx = world.contextOf(tenant.owner)
    const { id } = await createConversation({ ctx, input: {} })
    const colleague = world.contextOf(await createMember(tenant.organizationId, 'admin'))
    await expect(send(colleague, id, 'Hello')).rejects.toThrow(NotFoundError)
    await expect(send((await begin()).ctx, id, 'Hello')).rejects.toThrow(NotFoundError)
    await expect(send(world.contextOf({ ...tenant.owner, role: 'viewer' }), id, 'Hello')).rejects.toThrow(
      ForbiddenError,
    )
    expect((await getConversation({ ctx, input: { conversationId: id } })).messages).toEqual([])
  })
})
