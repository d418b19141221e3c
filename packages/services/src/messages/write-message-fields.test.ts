import { ask, createMember, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { markDelivered } from './mark-delivered.ts'
import { markRead } from './mark-read.ts'
import { rateMessage } from './rate-message.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function answered(): Promise<{
  ctx: MemberContext
  organizationId: string
  ref: { conversationId: string; messageId: string }
}> {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
  const answer = await ask(ctx, conversationId, 'Hello')
  return { ctx, organizationId: tenant.organizationId, ref: { conversationId, messageId: answer.id } }
}

describe('rateMessage', () => {
  test('the last rating counts', async () => {
    const { ctx, ref } = await answered()
    await rateMessage({ ctx, input: { ...ref, rating: 'positive' } })
    const last = await rateMessage({
      ctx,
      input: { ...ref, rating: 'negative', reason: 'wrong_numbers', comment: 'The total is off. {"$set": 1}' },
    })
    expect(last).toMatchObject({
      rating: 'negative',
      reason: 'wrong_numbers',
      comment: 'The total is off. {"$set": 1}',
    })
    const { messages } = await getConversation({ ctx, input: ref })
    expect(messages[1]?.feedback).toEqual(last)
    expect(messages[0]).not.toHaveProperty('feedback')
  })

  test("not one's own message, and not an answer that is still being written", async () => {
    const { ctx, ref } = await answered()
    const { messages } = await getConversation({ ctx, input: ref })
    await expect(
      rateMessage({ ctx, input: { ...ref, messageId: messages[0]?.id ?? '', rating: 'positive' } }),
    ).rejects.toThrow(ConflictError)
    const slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
    try {
      const { assistantMessage } = await send(slow.contextOf(ctx.actor), ref.conversationId, 'More')
      const input = { ...ref, messageId: assistantMessage.id, rating: 'positive' as const }
      await expect(rateMessage({ ctx, input })).rejects.toThrow(ConflictError)
    } finally {
      await slow.close()
    }
  })
})

describe('receipts', () => {
  test('what was read was delivered; the first time counts', async () => {
    const { ctx, ref } = await answered()
    const delivered = await markDelivered({ ctx, input: ref })
    expect(delivered).toEqual({ deliveredAt: expect.any(String) })
    const read = await markRead({ ctx, input: ref })
    expect(read).toEqual({ deliveredAt: delivered.deliveredAt, readAt: expect.any(String) })
    expect(await markRead({ ctx, input: ref })).toEqual(read)
    expect(await markDelivered({ ctx, input: ref })).toEqual(read)
    const unread = await answered()
    expect(Object.keys(await markRead({ ctx: unread.ctx, input: unread.ref })).toSorted()).toEqual([
      'deliveredAt',
      'readAt',
    ])
  })
})

describe('who may', () => {
  const verbs = {
    rate: ({ ctx, input }: { ctx: MemberContext; input: { conversationId: string; messageId: string } }) =>
      rateMessage({ ctx, input: { ...input, rating: 'positive' } }),
    markDelivered,
    markRead,
  }

  test.each(Object.entries(verbs))(
    '%s: not strangers, colleagues, viewers; not a missing message',
    async (_name, verb) => {
      const { ctx, organizationId, ref } = await answered()
      const other = await answered()
      const colleague = world.contextOf(await createMember(organizationId, 'owner'))
      await expect(verb({ ctx: other.ctx, input: ref })).rejects.toThrow(NotFoundError)
      await expect(verb({ ctx: colleague, input: ref })).rejects.toThrow(NotFoundError)
      // One's own conversation with somebody else's message.
      await expect(verb({ ctx, input: { ...ref, messageId: other.ref.messageId } })).rejects.toThrow(NotFoundError)
      const viewer = world.contextOf({ ...ctx.actor, role: 'viewer' })
      await expect(verb({ ctx: viewer, input: ref })).rejects.toThrow(ForbiddenError)
    },
  )
})
