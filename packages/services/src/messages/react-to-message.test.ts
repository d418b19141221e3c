import { ask, createMember, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { listMessages } from './list-messages.ts'
import { reactToMessage } from './react-to-message.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function answered() {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
  const { id: messageId } = await ask(ctx, conversationId, 'Hello')
  return { tenant, ctx, ref: { conversationId, messageId } }
}

test('leaves one emoji, replaces it and takes it away', async () => {
  const { ctx, ref } = await answered()
  const reacted = await reactToMessage({ ctx, input: { ...ref, emoji: '👍🏽' } })
  expect(reacted.reactions).toEqual([{ emoji: '👍🏽', userId: ctx.actor.userId, createdAt: expect.any(String) }])
  await reactToMessage({ ctx, input: { ...ref, emoji: '🎉' } })
  const { items } = await listMessages({ ctx, input: { conversationId: ref.conversationId } })
  expect(items.at(-1)?.metadata.reactions?.map(({ emoji }) => emoji)).toEqual(['🎉'])
  expect((await reactToMessage({ ctx, input: ref })).reactions).toBeUndefined()
})

test('is the person’s own matter: an outsider finds nothing, a viewer may not', async () => {
  const { tenant, ref } = await answered()
  const outsider = world.contextOf(await createMember(tenant.organizationId))
  await expect(reactToMessage({ ctx: outsider, input: { ...ref, emoji: '🎉' } })).rejects.toThrow(NotFoundError)
  const viewer = world.contextOf({ ...tenant.owner, role: 'viewer' })
  await expect(reactToMessage({ ctx: viewer, input: { ...ref, emoji: '🎉' } })).rejects.toThrow(ForbiddenError)
})

test('an answer that is still written conflicts', async () => {
  const slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
  const ctx = slow.contextOf((await createTenant()).owner)
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
  const { assistantMessage } = await send(ctx, conversationId, 'Hello')
  const input = { conversationId, messageId: assistantMessage.id, emoji: '🎉' }
  await expect(reactToMessage({ ctx, input })).rejects.toThrow(ConflictError)
  await slow.close()
})
