import { randomUUID } from 'node:crypto'
import { Conversation, MessageBucket } from '@parley/db'
import { ask, createMember, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { removeConversation } from '../conversations/remove-conversation.ts'
import { NotFoundError } from '../errors.ts'
import { getMessage } from './get-message.ts'
import { listMessages } from './list-messages.ts'
import { sendMessage } from './send-message.ts'
import { stopMessage } from './stop-message.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function begin() {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  return { tenant, ctx, conversationId }
}

test('a message by its id alone, and by its sender’s', async () => {
  const { ctx, conversationId } = await begin()
  const clientMessageId = randomUUID()
  const { userMessage } = await sendMessage({ ctx, input: { conversationId, clientMessageId, text: 'What is CTR?' } })
  expect(await getMessage({ ctx, input: { clientMessageId } })).toEqual(userMessage)
  expect(await getMessage({ ctx, input: { messageId: userMessage.id } })).toEqual(userMessage)
  expect(await getMessage({ ctx, input: { conversationId, messageId: userMessage.id } })).toEqual(userMessage)
  await expect(getMessage({ ctx, input: { clientMessageId: randomUUID() } })).rejects.toThrow(NotFoundError)
  await expect(getMessage({ ctx, input: { messageId: conversationId } })).rejects.toThrow(NotFoundError)
})

test('the running answer is shown as far as it has come', async () => {
  const slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
  const { tenant, conversationId } = await begin()
  const ctx = slow.contextOf(tenant.owner)
  const { assistantMessage } = await send(ctx, conversationId, 'Hello')
  const input = { messageId: assistantMessage.id }
  expect((await Conversation.findById(conversationId).lean())?.messages[1]?.status).toBe('pending')
  expect((await getMessage({ ctx, input })).status).toMatch(/^(?:pending|streaming)$/)
  await stopMessage({ ctx, input: { conversationId, ...input } })
  expect(await getMessage({ ctx, input })).toMatchObject({ status: 'stopped' })
  await slow.close()
})

test('an older one where its conversation is named', async () => {
  const { ctx, conversationId } = await begin()
  const answer = await ask(ctx, conversationId, 'What is CTR?')
  const stored = await Conversation.findById(conversationId).lean()
  if (!stored) throw new Error('It was just made')
  const { _id, organizationId, ownerKey, messages } = stored
  await MessageBucket.create([{ conversationId: _id, organizationId, ownerKey, firstSeq: 1, lastSeq: 2, messages }])
  await Conversation.updateOne({ _id }, { $set: { messages: [] } })
  const input = { conversationId, messageId: answer.id }
  expect(await getMessage({ ctx, input })).toEqual((await listMessages({ ctx, input: { conversationId } })).items[1])
  await expect(getMessage({ ctx, input: { messageId: answer.id } })).rejects.toThrow(NotFoundError)
})

test('nobody else’s, not in another organization, and not once it is deleted', async () => {
  const { tenant, ctx, conversationId } = await begin()
  const clientMessageId = randomUUID()
  const { userMessage } = await sendMessage({ ctx, input: { conversationId, clientMessageId, text: 'What is CTR?' } })
  const elsewhere = (await createTenant()).organizationId
  const others = [
    await createMember(tenant.organizationId, 'admin'),
    (await createTenant()).owner,
    { ...tenant.owner, organizationId: elsewhere },
  ]
  const inputs = [{ clientMessageId }, { messageId: userMessage.id }, { conversationId, messageId: userMessage.id }]
  for (const actor of others)
    for (const input of inputs)
      await expect(getMessage({ ctx: world.contextOf(actor), input })).rejects.toThrow(NotFoundError)
  await removeConversation({ ctx, input: { conversationId } })
  for (const input of inputs) await expect(getMessage({ ctx, input })).rejects.toThrow(NotFoundError)
})

test('of the same sender’s id in two organizations the one the person acts in', async () => {
  const [one, other] = [await begin(), await begin()]
  const clientMessageId = randomUUID()
  const sent = async (ctx: typeof one.ctx, conversationId: string, text: string) =>
    (await sendMessage({ ctx, input: { conversationId, clientMessageId, text } })).userMessage
  const first = await sent(one.ctx, one.conversationId, 'Here')
  const { userId } = one.tenant.owner
  const there = world.contextOf({ ...other.tenant.owner, userId })
  const { id } = await createConversation({ ctx: there, input: {} })
  const second = await sent(there, id, 'There')
  expect(await getMessage({ ctx: one.ctx, input: { clientMessageId } })).toEqual(first)
  expect(await getMessage({ ctx: there, input: { clientMessageId } })).toEqual(second)
})
