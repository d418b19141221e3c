import { randomUUID } from 'node:crypto'
import type { EditMessageInput, Message } from '@parley/contracts'
import { Conversation, MessageBucket } from '@parley/db'
import {
  ask,
  createMember,
  createTenant,
  failCommands,
  send,
  startTestWorld,
  type TestWorld,
  waitForAnswer,
} from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { endConversation } from '../conversations/end-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { removeConversation } from '../conversations/remove-conversation.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { editMessage } from './edit-message.ts'
import { toldBefore } from './told-before.test-support.ts'

let world: TestWorld
/** Shares the database; its answers never come. */
let slow: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
  slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
})
afterAll(() => Promise.all([world.close(), slow.close()]))

interface Asked {
  ctx: MemberContext
  conversationId: string
  /** What is edited, and the answer it had. */
  question: Message
  answer: Message
}

async function asked(text = 'What is a good click-trough rate?'): Promise<Asked> {
  const ctx = world.contextOf((await createTenant()).owner)
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'Mine' } })
  const { userMessage, assistantMessage } = await send(ctx, conversationId, text)
  const answer = await waitForAnswer(ctx, conversationId, assistantMessage.id)
  return { ctx, conversationId, question: userMessage, answer }
}

function edited({ conversationId, id }: Message, text = 'What is a good click-through rate?'): EditMessageInput {
  return { conversationId, messageId: id, clientMessageId: randomUUID(), text }
}

describe('editMessage', () => {
  test('appends the new words and their answer, and marks the old ones', async () => {
    const { ctx, conversationId, question, answer } = await asked()
    const input = edited(question)
    const sent = await editMessage({ ctx, input })
    expect(sent.userMessage).toMatchObject({
      seq: 3,
      role: 'user',
      status: 'complete',
      text: input.text,
      parts: [{ type: 'text', value: input.text }],
      parentMessageId: question.id,
      clientMessageId: input.clientMessageId,
      metadata: {},
    })
    expect(sent.assistantMessage).toMatchObject({ seq: 4, parentMessageId: sent.userMessage.id })
    const newAnswer = await waitForAnswer(ctx, conversationId, sent.assistantMessage.id)
    const { messages, messageCount, title } = await getConversation({ ctx, input: { conversationId } })
    const marked = { ...question, metadata: { editedAt: expect.any(String) } }
    expect(messages).toEqual([marked, answer, sent.userMessage, newAnswer])
    expect({ messageCount, title }).toEqual({ messageCount: 4, title: 'Mine' })
    expect(await Conversation.findOne({ _id: conversationId }).lean()).toMatchObject({ nextSeq: 5 })
  })

  test('the model is told the new words only', async () => {
    const { ctx, conversationId, question } = await asked()
    const second = await ask(ctx, conversationId, 'Second question')
    const slowly = slow.contextOf(ctx.actor)
    const sent = await editMessage({ ctx: slowly, input: edited(question, 'New words') })
    expect(await toldBefore(sent.assistantMessage, slow)).toEqual(['Second question', second.text, 'New words'])
    await slow.turns.stop(sent.assistantMessage.id)
    const newest = await editMessage({ ctx: slowly, input: edited(sent.userMessage, 'Newest words') })
    expect(await toldBefore(newest.assistantMessage, slow)).toEqual(['Second question', second.text, 'Newest words'])
  })

  test('of words in a bucket', async () => {
    const { ctx, conversationId, question, answer } = await asked('Question of long ago')
    await ask(ctx, conversationId, 'x'.repeat(262_000))
    const sent = await editMessage({ ctx: slow.contextOf(ctx.actor), input: edited(question, 'Question of today') })
    const bucket = await MessageBucket.findOne({ conversationId, 'messages._id': question.id }).lean()
    expect(bucket?.messages[0]?.metadata?.editedAt).toBeInstanceOf(Date)
    const told = await toldBefore(sent.assistantMessage, slow)
    expect(told.at(-1)).toBe('Question of today')
    expect(told).not.toContain(question.text)
    expect(told).not.toContain(answer.text)
  })

  test('keeps the files of the words it replaces', async () => {
    const { ctx, conversationId, question } = await asked()
    const file = { url: '/attachments/1', type: 'text/plain', name: 'a.txt', sizeBytes: 3 }
    await Conversation.updateOne({ _id: conversationId }, { $set: { 'messages.0.attachments': [file] } })
    const { userMessage } = await editMessage({ ctx, input: edited(question) })
    expect(userMessage.attachments).toEqual([file])
  })

  test('names a conversation that has no name yet by the new words', async () => {
    const ctx = world.contextOf((await createTenant()).owner)
    const { id: conversationId } = await createConversation({ ctx, input: {} })
    const { userMessage, assistantMessage } = await send(slow.contextOf(ctx.actor), conversationId, 'Hm')
    await slow.turns.stop(assistantMessage.id)
    const sent = await editMessage({ ctx, input: edited(userMessage, 'How do I write a subject line?') })
    await waitForAnswer(ctx, conversationId, sent.assistantMessage.id)
    await expect
      .poll(async () => (await getConversation({ ctx, input: { conversationId } })).title)
      .toContain('ubject line')
  })
})

describe('the same clientMessageId', () => {
  test('edits once', async () => {
    const { ctx, conversationId, question } = await asked()
    const input = edited(question)
    const all = await Promise.all(Array.from({ length: 5 }, () => editMessage({ ctx, input })))
    expect(new Set(all.map(({ userMessage }) => userMessage.id)).size).toBe(1)
    await waitForAnswer(ctx, conversationId, all[0]?.assistantMessage.id ?? '')
    expect(await editMessage({ ctx, input })).toMatchObject({ userMessage: { id: all[0]?.userMessage.id } })
    expect((await getConversation({ ctx, input: { conversationId } })).messageCount).toBe(4)
    await expect(editMessage({ ctx, input: { ...input, text: 'Other' } })).rejects.toThrow('Key used before')
  })
})

test('an edit whose commit fails leaves no mark and no message, and can be made again', async ({ skip }) => {
  const { ctx, conversationId, question, answer } = await asked()
  if (!(await failCommands({ failCommands: ['commitTransaction'], errorCode: 8000 })))
    skip('The server has no test commands')
  const input = edited(question)
  await expect(editMessage({ ctx, input })).rejects.toMatchObject({ code: 8000 })
  expect((await getConversation({ ctx, input: { conversationId } })).messages).toEqual([question, answer])
  const sent = await editMessage({ ctx, input })
  expect((await waitForAnswer(ctx, conversationId, sent.assistantMessage.id)).status).toBe('complete')
  const { messages } = await getConversation({ ctx, input: { conversationId } })
  expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})

describe('refused', () => {
  test('of two edits of one message the second, and nothing of it stays', async () => {
    const { ctx, conversationId, question } = await asked()
    const results = await Promise.allSettled([1, 2].map(() => editMessage({ ctx, input: edited(question) })))
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((result) => result.status === 'rejected')?.reason).toBeInstanceOf(ConflictError)
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    await waitForAnswer(ctx, conversationId, messages[3]?.id ?? '')
    await expect(editMessage({ ctx, input: edited(question) })).rejects.toThrow('Edited before')
  })

  test('while an answer is being written; the mark is not set', async () => {
    const { ctx, conversationId, question } = await asked()
    const { userMessage, assistantMessage } = await send(slow.contextOf(ctx.actor), conversationId, 'And?')
    await expect(editMessage({ ctx, input: edited(question) })).rejects.toThrow('A turn is not done')
    await expect(editMessage({ ctx, input: edited(userMessage) })).rejects.toThrow('A turn is not done')
    await slow.turns.stop(assistantMessage.id)
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    expect(messages.map(({ metadata }) => metadata)).toEqual([{}, {}, {}, {}])
  })

  test('for an answer, a message of another conversation and one that is not there', async () => {
    const { ctx, question, answer } = await asked()
    const refused = await editMessage({ ctx, input: edited(answer) }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InvalidInputError)
    expect(refused).toMatchObject({ fields: { messageId: ['Only your own messages can be changed.'] } })
    const other = await createConversation({ ctx, input: {} })
    const elsewhere = { ...edited(question), conversationId: other.id }
    await expect(editMessage({ ctx, input: elsewhere })).rejects.toThrow(NotFoundError)
    const missing = { ...edited(question), messageId: 'f'.repeat(24) }
    await expect(editMessage({ ctx, input: missing })).rejects.toThrow(NotFoundError)
  })

  test('in an ended or deleted conversation', async () => {
    const { ctx, conversationId, question } = await asked()
    await endConversation({ ctx, input: { conversationId } })
    await expect(editMessage({ ctx, input: edited(question) })).rejects.toThrow(ConflictError)
    await removeConversation({ ctx, input: { conversationId } })
    await expect(editMessage({ ctx, input: edited(question) })).rejects.toThrow(NotFoundError)
  })

  test('for strangers, colleagues and viewers', async () => {
    const { ctx, question } = await asked()
    const input = edited(question)
    const colleague = world.contextOf(await createMember(ctx.actor.organizationId, 'admin'))
    await expect(editMessage({ ctx: colleague, input })).rejects.toThrow(NotFoundError)
    await expect(editMessage({ ctx: (await asked()).ctx, input })).rejects.toThrow(NotFoundError)
    const viewer = world.contextOf({ ...ctx.actor, role: 'viewer' })
    await expect(editMessage({ ctx: viewer, input })).rejects.toThrow(ForbiddenError)
  })
})
