import { randomUUID } from 'node:crypto'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import mongoose, { Types } from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { sendMessage } from './send-message.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

test('what a send writes by the driver is whole, and its models would have written the same', async () => {
  const { owner } = await createTenant()
  // Nobody takes the turn up, so all of it is as it was first written.
  const ctx = world.contextOf(owner, { turns: { ...world.turns, askAhead: () => null, start: () => undefined } })
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
  const clientMessageId = randomUUID()
  const input = { conversationId, clientMessageId, text: 'What is CTR?', context: { currentPage: '/campaigns' } }
  const { assistantMessage } = await sendMessage({ ctx, input })
  const ofMessage = { messageId: new Types.ObjectId(assistantMessage.id) }
  const written = {
    Turn: ofMessage,
    UsageRecord: ofMessage,
    AgentExecution: ofMessage,
    IdempotencyRecord: { key: `messages.send:${clientMessageId}` },
    Conversation: { _id: new Types.ObjectId(conversationId) },
  }
  for (const [name, filter] of Object.entries(written)) {
    const model = mongoose.model(name)
    const stored = await model.collection.findOne(filter)
    expect(stored, name).toMatchObject({ createdAt: expect.any(Date), updatedAt: expect.any(Date), __v: 0 })
    const document = model.hydrate(stored)
    await document.validate()
    expect(document.toObject(), name).toEqual(stored)
  }
})
