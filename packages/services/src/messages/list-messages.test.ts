import { Conversation, MessageBucket } from '@parley/db'
import { ask, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { NotFoundError } from '../errors.ts'
import { listMessages } from './list-messages.ts'
import { markRead } from './mark-read.ts'
import { rateMessage } from './rate-message.ts'

const EXCHANGES = 60

let world: TestWorld
let ctx: MemberContext
let conversationId: string
beforeAll(async () => {
  world = await startTestWorld()
  ctx = world.contextOf((await createTenant()).owner)
  conversationId = (await createConversation({ ctx, input: { title: 'Long' } })).id
  for (let index = 0; index < EXCHANGES; index += 1) await ask(ctx, conversationId, `Question ${index + 1}`)
}, 120_000)
afterAll(() => world.close())

const ALL = Array.from({ length: 2 * EXCHANGES }, (_, index) => index + 1)

describe('a conversation of 120 messages', () => {
  test('has its newest in the window and the others in buckets without gaps', async () => {
    const stored = await Conversation.findOne({ _id: conversationId }).lean()
    const buckets = await MessageBucket.find({ conversationId }).sort({ firstSeq: 1 }).lean()
    const inBuckets = buckets.flatMap((bucket) => bucket.messages.map(({ seq }) => seq))
    const inWindow = stored?.messages.map(({ seq }) => seq) ?? []
    expect([...inBuckets, ...inWindow]).toEqual(ALL)
    expect(inWindow.length).toBeLessThanOrEqual(50)
    for (const bucket of buckets) {
      expect([bucket.firstSeq, bucket.lastSeq]).toEqual([bucket.messages[0]?.seq, bucket.messages.at(-1)?.seq])
    }
    expect(stored).toMatchObject({ messageCount: 120, nextSeq: 121 })
    expect(world.logged).toEqual([])
  })

  test('opens with its newest 50', async () => {
    const { messages, hasBefore } = await getConversation({ ctx, input: { conversationId } })
    expect(messages.map(({ seq }) => seq)).toEqual(ALL.slice(-50))
    expect(hasBefore).toBe(true)
  })

  test.each([1, 7, 50, 100])('paged backwards by %i gives each message once', async (limit) => {
    const seen: number[] = []
    let before: number | undefined
    for (;;) {
      const page = await listMessages({
        ctx,
        input: { conversationId, limit, ...(before !== undefined && { before }) },
      })
      expect(page.hasAfter).toBe(before !== undefined)
      seen.unshift(...page.items.map(({ seq }) => seq))
      before = page.items[0]?.seq
      if (!page.hasBefore) break
    }
    expect(seen).toEqual(ALL)
  })

  test.each([13, 100])('paged forwards by %i gives each message once', async (limit) => {
    const seen: number[] = []
    let after = 0
    for (;;) {
      const page = await listMessages({ ctx, input: { conversationId, limit, after } })
      expect(page.hasBefore).toBe(after > 0)
      seen.push(...page.items.map(({ seq }) => seq))
      after = page.items.at(-1)?.seq ?? 0
      if (!page.hasAfter) break
    }
    expect(seen).toEqual(ALL)
  })

  test('filters hold in window and buckets, and say what is left', async () => {
    const page = await listMessages({ ctx, input: { conversationId, role: 'user', before: 20, limit: 4 } })
    expect(page.items.map(({ seq }) => seq)).toEqual([13, 15, 17, 19])
    expect(page).toMatchObject({ hasBefore: true, hasAfter: true })
    const first = await listMessages({ ctx, input: { conversationId, senderType: 'agent', after: 0, limit: 2 } })
    expect(first.items.map(({ seq }) => seq)).toEqual([2, 4])
    expect(first).toMatchObject({ hasBefore: false, hasAfter: true })
    const byModel = await listMessages({ ctx, input: { conversationId, model: 'sandbox-marketing', limit: 100 } })
    expect(byModel.items).toHaveLength(EXCHANGES)
    expect(byModel.items.every(({ ai }) => ai?.model === 'sandbox-marketing')).toBe(true)
    for (const none of [{ model: '$role' }, { messageType: 'image' as const }, { role: 'system' as const }]) {
      expect(await listMessages({ ctx, input: { conversationId, ...none } })).toEqual({
        items: [],
        hasBefore: false,
        hasAfter: false,
      })
    }
  })

  test('beyond either end there is nothing', async () => {
    expect(await listMessages({ ctx, input: { conversationId, before: 1 } })).toEqual({
      items: [],
      hasBefore: false,
      hasAfter: true,
    })
    expect(await listMessages({ ctx, input: { conversationId, after: 120 } })).toEqual({
      items: [],
      hasBefore: true,
      hasAfter: false,
    })
    const beyond = await listMessages({ ctx, input: { conversationId, before: 5000, limit: 2 } })
    expect(beyond.items.map(({ seq }) => seq)).toEqual([119, 120])
    expect(beyond.hasAfter).toBe(false)
  })

  test('an old answer in a bucket can be rated, read, and withdrawn', async () => {
    const { items } = await listMessages({ ctx, input: { conversationId, after: 1, limit: 1 } })
    const messageId = items[0]?.id ?? ''
    const feedback = await rateMessage({
      ctx,
      input: { conversationId, messageId, rating: 'positive', reason: 'clear' },
    })
    expect(feedback).toMatchObject({ rating: 'positive', reason: 'clear', comment: null })
    const metadata = await markRead({ ctx, input: { conversationId, messageId } })
    const [rated, neighbour] = (await listMessages({ ctx, input: { conversationId, after: 1, limit: 2 } })).items
    expect(rated).toMatchObject({ seq: 2, feedback, metadata })
    expect(neighbour).not.toHaveProperty('feedback')
    expect(await rateMessage({ ctx, input: { conversationId, messageId, rating: null } })).toBeNull()
    const [withdrawn] = (await listMessages({ ctx, input: { conversationId, after: 1, limit: 1 } })).items
    expect(withdrawn).not.toHaveProperty('feedback')
  })

  test('is not found by anybody else', async () => {
    const stranger = world.contextOf((await createTenant()).owner)
    await expect(listMessages({ ctx: stranger, input: { conversationId } })).rejects.toThrow(NotFoundError)
  })
})
