import { randomUUID } from 'node:crypto'
import type { Message, RegenerateMessageInput } from '@parley/contracts'
import { AgentExecution, Conversation, MessageBucket, Turn, UsageRecord, User } from '@parley/db'
import { ask, createMember, createTenant, send, startTestWorld, type TestWorld, waitForAnswer } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { archiveConversation } from '../conversations/archive-conversation.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { endConversation } from '../conversations/end-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError, QuotaError } from '../errors.ts'
import { editMessage } from './edit-message.ts'
import { rateMessage } from './rate-message.ts'
import { regenerateMessage } from './regenerate-message.ts'
import { toldBefore } from './told-before.test-support.ts'

let world: TestWorld
/** Shares the database; its answers never come. */
let slow: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
  slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
})
afterAll(() => Promise.all([world.close(), slow.close()]))

async function begin(): Promise<{ ctx: MemberContext; conversationId: string }> {
  const ctx = world.contextOf((await createTenant()).owner)
  const { id } = await createConversation({ ctx, input: { title: 'Mine' } })
  return { ctx, conversationId: id }
}

function again({ conversationId, id }: Message): RegenerateMessageInput {
  return { conversationId, messageId: id, clientMessageId: randomUUID() }
}

describe('regenerateMessage', () => {
  test('appends another answer to the same question, and leaves the old one as it was', async () => {
    const { ctx, conversationId } = await begin()
    const old = await ask(ctx, conversationId, 'What is a good click-through rate?')
    await rateMessage({ ctx, input: { conversationId, messageId: old.id, rating: 'negative' } })
    const before = await getConversation({ ctx, input: { conversationId } })
    const sent = await regenerateMessage({ ctx, input: again(old) })
    expect(sent.userMessage).toEqual(before.messages[0])
    expect(sent.assistantMessage).toMatchObject({ seq: 3, role: 'assistant', parentMessageId: sent.userMessage.id })
    const answer = await waitForAnswer(ctx, conversationId, sent.assistantMessage.id)
    expect(answer).toMatchObject({ status: 'complete' })
    const after = await getConversation({ ctx, input: { conversationId } })
    expect(after.messages).toEqual([...before.messages, answer])
    expect(after).toMatchObject({
      messageCount: 3,
      unfinishedMessageId: null,
      totalTokensUsed: before.totalTokensUsed + (answer.ai?.tokensUsed ?? Number.NaN),
    })
    expect(await Conversation.findOne({ _id: conversationId }).lean()).toMatchObject({ nextSeq: 4 })
    expect(await AgentExecution.countDocuments({ messageId: answer.id, status: 'completed' })).toBe(1)
    expect(await UsageRecord.countDocuments({ messageId: answer.id, state: 'settled' })).toBe(1)
  })

  test('the model is told the question once, and no earlier answer to it', async () => {
    const { ctx, conversationId } = await begin()
    const first = await ask(ctx, conversationId, 'First question')
    const second = await ask(ctx, conversationId, 'Second question')
    const slowly = slow.contextOf(ctx.actor)
    const sent = await regenerateMessage({ ctx: slowly, input: again(second) })
    expect(await toldBefore(sent.assistantMessage, slow)).toEqual(['First question', first.text, 'Second question'])
    await slow.turns.stop(sent.assistantMessage.id)
    const once = await regenerateMessage({ ctx: slowly, input: again(first) })
    expect(await toldBefore(once.assistantMessage, slow)).toEqual(['Second question', '', 'First question'])
  })

  test('of an answer in a bucket, whose question is there too', async () => {
    const { ctx, conversationId } = await begin()
    const old = await ask(ctx, conversationId, 'Question of long ago')
    await ask(ctx, conversationId, 'x'.repeat(262_000))
    expect(await MessageBucket.countDocuments({ conversationId, 'messages._id': old.id })).toBe(1)
    const sent = await regenerateMessage({ ctx: slow.contextOf(ctx.actor), input: again(old) })
    expect(sent.userMessage).toMatchObject({ seq: 1, text: 'Question of long ago' })
    expect(sent.assistantMessage).toMatchObject({ seq: 5, parentMessageId: sent.userMessage.id })
    const told = await toldBefore(sent.assistantMessage, slow)
    expect(told.at(-1)).toBe('Question of long ago')
    expect(told).not.toContain(old.text)
  })

  test('of a stopped answer, as often as one likes', async () => {
    const { ctx, conversationId } = await begin()
    const { assistantMessage } = await send(slow.contextOf(ctx.actor), conversationId, 'Hello')
    await slow.turns.stop(assistantMessage.id)
    for (const seq of [3, 4]) {
      const sent = await regenerateMessage({ ctx, input: again(assistantMessage) })
      expect(sent.assistantMessage).toMatchObject({ seq, parentMessageId: sent.userMessage.id })
      await waitForAnswer(ctx, conversationId, sent.assistantMessage.id)
    }
  })
})

test('an answer that waits for a person makes way for another', async () => {
  const { ctx, conversationId } = await begin()
  const { assistantMessage } = await send(slow.contextOf(ctx.actor), conversationId, 'How was May?')
  await slow.turns.stop(assistantMessage.id)
  const parked = { state: 'awaiting_connection', text: 'Connect first.' } as const
  await Turn.updateOne({ messageId: assistantMessage.id }, { $set: parked, $unset: { leaseExpiresAt: 1 } })
  const waiting = { 'messages.1.status': 'awaiting_connection' }
  await Conversation.updateOne({ _id: conversationId }, { $set: waiting })
  const sent = await regenerateMessage({ ctx, input: again(assistantMessage) })
  await waitForAnswer(ctx, conversationId, sent.assistantMessage.id)
  const { messages } = await getConversation({ ctx, input: { conversationId } })
  expect(messages.map(({ status }) => status)).toEqual(['complete', 'stopped', 'complete'])
  expect(messages[1]?.text).toBe('Connect first.')
})

describe('the same clientMessageId', () => {
  test('asks once, and is answered with what then was made', async () => {
    const { ctx, conversationId } = await begin()
    const input = again(await ask(ctx, conversationId, 'Hello'))
    const all = await Promise.all(Array.from({ length: 5 }, () => regenerateMessage({ ctx, input })))
    expect(new Set(all.map(({ assistantMessage }) => assistantMessage.id)).size).toBe(1)
    const id = all[0]?.assistantMessage.id ?? ''
    const answer = await waitForAnswer(ctx, conversationId, id)
    expect((await regenerateMessage({ ctx, input })).assistantMessage).toEqual(answer)
    expect(await Turn.countDocuments({ conversationId })).toBe(2)
  })

  test('with another message, or as an edit, is refused', async () => {
    const { ctx, conversationId } = await begin()
    const first = await ask(ctx, conversationId, 'Hello')
    const second = await ask(ctx, conversationId, 'Hello again')
    const input = again(first)
    const { assistantMessage, userMessage } = await regenerateMessage({ ctx, input })
    await waitForAnswer(ctx, conversationId, assistantMessage.id)
    await expect(regenerateMessage({ ctx, input: { ...input, messageId: second.id } })).rejects.toThrow('Key used')
    const edit = { ...input, messageId: userMessage.id, text: 'Hello?' }
    await expect(editMessage({ ctx, input: edit })).rejects.toThrow('Key used before')
  })
})

describe('refused', () => {
  test('while an answer is being written, also of that answer', async () => {
    const { ctx, conversationId } = await begin()
    const old = await ask(ctx, conversationId, 'Hello')
    const { assistantMessage } = await send(slow.contextOf(ctx.actor), conversationId, 'And?')
    await expect(regenerateMessage({ ctx, input: again(old) })).rejects.toThrow('A turn is not done')
    await expect(regenerateMessage({ ctx, input: again(assistantMessage) })).rejects.toThrow(ConflictError)
    await slow.turns.stop(assistantMessage.id)
    expect((await getConversation({ ctx, input: { conversationId } })).messageCount).toBe(4)
  })

  test('for a question, a message of another conversation and one that is not there', async () => {
    const { ctx, conversationId } = await begin()
    const old = await ask(ctx, conversationId, 'Hello')
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    const question = { ...again(old), messageId: messages[0]?.id ?? '' }
    const refused = await regenerateMessage({ ctx, input: question }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InvalidInputError)
    expect(refused).toMatchObject({ fields: { messageId: [expect.stringContaining('no question')] } })
    const other = await createConversation({ ctx, input: {} })
    const elsewhere = { ...again(old), conversationId: other.id }
    await expect(regenerateMessage({ ctx, input: elsewhere })).rejects.toThrow(NotFoundError)
    const missing = { ...again(old), messageId: 'f'.repeat(24) }
    await expect(regenerateMessage({ ctx, input: missing })).rejects.toThrow(NotFoundError)
  })

  test('where the question was edited since', async () => {
    const { ctx, conversationId } = await begin()
    const old = await ask(ctx, conversationId, 'Hello')
    const messageId = old.parentMessageId ?? ''
    const edited = { conversationId, messageId, clientMessageId: randomUUID(), text: 'Hello there' }
    const { assistantMessage } = await editMessage({ ctx, input: edited })
    await waitForAnswer(ctx, conversationId, assistantMessage.id)
    await expect(regenerateMessage({ ctx, input: again(old) })).rejects.toThrow('The question was edited')
  })

  test('in an ended or archived conversation, and without allowance', async () => {
    const { ctx, conversationId } = await begin()
    const old = await ask(ctx, conversationId, 'Hello')
    await User.updateOne({ _id: ctx.actor.userId }, { $set: { 'usage.spendRemainingMicros': 0 } })
    await expect(regenerateMessage({ ctx, input: again(old) })).rejects.toThrow(QuotaError)
    await User.updateOne({ _id: ctx.actor.userId }, { $set: { 'usage.spendRemainingMicros': 1_000_000 } })
    await endConversation({ ctx, input: { conversationId } })
    await expect(regenerateMessage({ ctx, input: again(old) })).rejects.toThrow(ConflictError)
    await archiveConversation({ ctx, input: { conversationId } })
    await expect(regenerateMessage({ ctx, input: again(old) })).rejects.toThrow(ConflictError)
  })

  test('for strangers, colleagues and viewers', async () => {
    const { ctx, conversationId } = await begin()
    const input = again(await ask(ctx, conversationId, 'Hello'))
    const colleague = world.contextOf(await createMember(ctx.actor.organizationId, 'admin'))
    await expect(regenerateMessage({ ctx: colleague, input })).rejects.toThrow(NotFoundError)
    await expect(regenerateMessage({ ctx: (await begin()).ctx, input })).rejects.toThrow(NotFoundError)
    const viewer = world.contextOf({ ...ctx.actor, role: 'viewer' })
    await expect(regenerateMessage({ ctx: viewer, input })).rejects.toThrow(ForbiddenError)
  })
})
