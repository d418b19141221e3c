import { randomUUID } from 'node:crypto'
import { AgentExecution, Conversation, Turn, UsageRecord } from '@parley/db'
import { ask, createTenant, failCommands, startTestWorld, type TestWorld, waitForAnswer } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from './context.ts'
import { createConversation } from './conversations/create-conversation.ts'
import { getConversation } from './conversations/get-conversation.ts'
import { listMessages } from './messages/list-messages.ts'
import { rateMessage } from './messages/rate-message.ts'
import { sendMessage } from './messages/send-message.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function begin(): Promise<{ ctx: MemberContext; conversationId: string }> {
  const ctx = world.contextOf((await createTenant()).owner)
  const { id } = await createConversation({ ctx, input: { title: 'T' } })
  return { ctx, conversationId: id }
}

/** Failures the driver answers by running the transaction, or its commit, again. */
const FAILURES = [
  [
    'a conflict at the commit',
    { failCommands: ['commitTransaction'], errorCode: 112, errorLabels: ['TransientTransactionError'] },
  ],
  ['a connection lost at the commit', { failCommands: ['commitTransaction'], closeConnection: true }],
  [
    'a write refused as the primary steps down',
    { failCommands: ['update'], errorCode: 189, errorLabels: ['TransientTransactionError'] },
  ],
] as const

describe.each(FAILURES)('%s', (_name, failure) => {
  test('a send is written once, and answered', async ({ skip }) => {
    const { ctx, conversationId } = await begin()
    if (!(await failCommands(failure))) skip('The server has no test commands')
    const input = { conversationId, clientMessageId: randomUUID(), text: 'Hello' }
    const { userMessage, assistantMessage } = await sendMessage({ ctx, input })
    await waitForAnswer(ctx, conversationId, assistantMessage.id)
    const { messages, messageCount } = await getConversation({ ctx, input: { conversationId } })
    expect(messages.map(({ id, seq, status }) => [id, seq, status])).toEqual([
      [userMessage.id, 1, 'complete'],
      [assistantMessage.id, 2, 'complete'],
    ])
    expect(messageCount).toBe(2)
    expect(await Turn.find({ conversationId }).lean()).toMatchObject([{ attempt: 1, state: 'done' }])
    expect(await UsageRecord.countDocuments({ conversationId, purpose: 'answer', state: 'settled' })).toBe(1)
    expect(await AgentExecution.countDocuments({ conversationId, status: 'completed' })).toBe(1)
  })
})

test('a commit that fails for good leaves nothing, and the same send can be made again', async ({ skip }) => {
  const { ctx, conversationId } = await begin()
  if (!(await failCommands({ failCommands: ['commitTransaction'], errorCode: 8000 })))
    skip('The server has no test commands')
  const input = { conversationId, clientMessageId: randomUUID(), text: 'Hello' }
  await expect(sendMessage({ ctx, input })).rejects.toMatchObject({ code: 8000 })
  expect((await getConversation({ ctx, input: { conversationId } })).messages).toEqual([])
  expect(await Turn.countDocuments({ conversationId })).toBe(0)
  // The model was asked meanwhile: what it was paid is settled, and nothing stays reserved.
  expect(await UsageRecord.countDocuments({ conversationId, state: { $ne: 'settled' } })).toBe(0)
  expect(await AgentExecution.countDocuments({ conversationId })).toBe(0)
  const { assistantMessage } = await sendMessage({ ctx, input })
  expect((await waitForAnswer(ctx, conversationId, assistantMessage.id)).status).toBe('complete')
})

test('ratings given while messages move to a bucket are not lost', async () => {
  const { ctx, conversationId } = await begin()
  const answers = []
  for (let index = 0; index < 25; index += 1) answers.push(await ask(ctx, conversationId, `Question ${index}`))
  const rate = ({ id }: { id: string }) =>
    rateMessage({ ctx, input: { conversationId, messageId: id, rating: 'positive' } })
  // The next answer makes the window overfull.
  await Promise.all([ask(ctx, conversationId, 'One more'), ...answers.map(rate)])
  const stored = await Conversation.findOne({ _id: conversationId }, { messages: { _id: 1 } }).lean()
  expect(stored?.messages.length).toBeLessThan(50)
  const { items } = await listMessages({ ctx, input: { conversationId, role: 'assistant', limit: 100 } })
  expect(items.filter(({ feedback }) => feedback?.rating === 'positive').map(({ id }) => id)).toEqual(
    answers.map(({ id }) => id),
  )
})
