import { formatTurnEventId, type TurnEvent } from '@parley/contracts'
import { Turn } from '@parley/db'
import { ask, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { continueMessage } from './continue-message.ts'
import { stopMessage } from './stop-message.ts'
import { streamMessage } from './stream-message.ts'

/** Writes for a second or two, so that a test can act in the middle. */
const PACE = { firstTokenDelayMs: 0, charactersPerSecond: 400 }
const LONG_QUESTION = 'Explain in detail how to plan a product launch campaign'

let world: TestWorld
/** One that is far from done when a test stops it, on the slowest machine too. */
let slow: TestWorld
let failing: TestWorld
beforeAll(async () => {
  world = await startTestWorld({ pace: PACE })
  slow = await startTestWorld({ pace: { ...PACE, charactersPerSecond: 50 } })
  failing = await startTestWorld({ model: 'sandbox-error' })
})
afterAll(() => Promise.all([world.close(), slow.close(), failing.close()]))

interface Begun {
  ctx: MemberContext
  ref: { conversationId: string; messageId: string }
}

async function beginAnswer(from: TestWorld = world): Promise<Begun> {
  const ctx = from.contextOf((await createTenant()).owner)
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
  const { assistantMessage } = await send(ctx, conversationId, LONG_QUESTION)
  return { ctx, ref: { conversationId, messageId: assistantMessage.id } }
}

/** Reads a stream until `isEnough`, applying events as a client does. */
async function read(
  { ctx, ref }: Begun,
  isEnough: (text: string) => boolean = () => false,
  lastEventId: string | null = null,
) {
  const controller = new AbortController()
  const events: TurnEvent[] = []
  let text = ''
  let last = lastEventId
  for await (const { id, event } of streamMessage({ ctx, input: { ...ref, lastEventId }, signal: controller.signal })) {
    events.push(event)
    last = id
    if (event.type === 'text') text += event.text
    if (event.type === 'reset') text = event.text
    if (isEnough(text)) break
  }
  controller.abort()
  return { events, text, last }
}

const hasBegun = (text: string) => text.length > 20
const doneOf = (events: TurnEvent[]) => events.find((event) => event.type === 'done')?.message

/** The turn as a server leaves it that dies in mid-answer: its runner here is told that it lost the turn. */
async function loseServer({ ref }: Begun): Promise<void> {
  await Turn.updateOne({ messageId: ref.messageId }, { $set: { ownerId: 'another-server' } })
}

describe('streamMessage', () => {
  test('gives two readers the same text, which is what is stored; one that leaves does not stop it', async () => {
    const begun = await beginAnswer()
    const [one, two] = await Promise.all([read(begun), read(begun), read(begun, hasBegun)])
    expect(one.text).toBe(two.text)
    expect(doneOf(one.events)).toMatchObject({ status: 'complete', text: one.text })
    const { messages } = await getConversation({ ctx: begun.ctx, input: begun.ref })
    expect(messages[1]).toEqual(doneOf(one.events))
  })

  test('goes on after the last event seen, without a byte twice', async () => {
    const begun = await beginAnswer()
    const first = await read(begun, hasBegun)
    const rest = await read(begun, undefined, first.last)
    expect(rest.events.some((event) => event.type === 'reset')).toBe(false)
    expect(first.text + rest.text).toBe(doneOf(rest.events)?.text)
  })

  test('of an answer that ended on another server is one reset and done', async () => {
    const ended = await beginAnswer()
    const { text } = await read(ended)
    const elsewhere = await startTestWorld()
    try {
      const ctx = elsewhere.contextOf(ended.ctx.actor)
      for (const lastEventId of [null, '1:3', '7:1', 'nonsense']) {
        const { events } = await read({ ...ended, ctx }, undefined, lastEventId)
        expect(events.map(({ type }) => type)).toEqual(['reset', 'done'])
        expect(events[0]).toMatchObject({ text, functionCalls: [] })
      }
    } finally {
      await elsewhere.close()
    }
  })

  test('of an answer that runs on another server follows what that one saves', async () => {
    const begun = await beginAnswer()
    const elsewhere = await startTestWorld()
    try {
      const followed = await read({ ...begun, ctx: elsewhere.contextOf(begun.ctx.actor) })
      expect(followed.events.some((event) => event.type === 'text')).toBe(true)
      expect(doneOf(followed.events)).toMatchObject({ status: 'complete', text: followed.text })
    } finally {
      await elsewhere.close()
    }
  })

  test('of a message that never had a turn is done at once', async () => {
    const begun = await beginAnswer(slow)
    const { messages } = await getConversation({ ctx: begun.ctx, input: begun.ref })
    const own = { ...begun, ref: { ...begun.ref, messageId: messages[0]?.id ?? '' } }
    const { events } = await read(own)
    expect(doneOf(events)).toMatchObject({ role: 'user', text: LONG_QUESTION })
  })

  test('ends when its reader aborts', async () => {
    const begun = await beginAnswer(slow)
    const controller = new AbortController()
    const stream = streamMessage({ ctx: begun.ctx, input: begun.ref, signal: controller.signal })
    await stream.next()
    controller.abort()
    for await (const { event } of stream) expect(event.type).not.toBe('done')
    await stopMessage({ ctx: begun.ctx, input: begun.ref })
  })

  test('is not for strangers', async () => {
    const begun = await beginAnswer(slow)
    const stranger = slow.contextOf((await createTenant()).owner)
    await expect(read({ ...begun, ctx: stranger })).rejects.toThrow(NotFoundError)
    await stopMessage({ ctx: begun.ctx, input: begun.ref })
  })
})

describe('stopMessage', () => {
  test('keeps the partial, and readers get done', async () => {
    const begun = await beginAnswer(slow)
    const { text } = await read(begun, hasBegun)
    const reading = read(begun)
    const stopped = await stopMessage({ ctx: begun.ctx, input: begun.ref })
    expect(stopped.status).toBe('stopped')
    expect(stopped.text.startsWith(text)).toBe(true)
    expect(doneOf((await reading).events)).toEqual(stopped)
    expect(await stopMessage({ ctx: begun.ctx, input: begun.ref })).toEqual(stopped)
    const { messages } = await getConversation({ ctx: begun.ctx, input: begun.ref })
    expect(messages[1]).toEqual(stopped)
  })

  test('ends a turn whose server is gone, with what it saved', async () => {
    const begun = await beginAnswer(slow)
    await loseServer(begun)
    await Turn.updateOne({ messageId: begun.ref.messageId }, { $set: { text: 'What was saved' } })
    const elsewhere = await startTestWorld()
    const ctx = elsewhere.contextOf(begun.ctx.actor)
    const stopped = await stopMessage({ ctx, input: begun.ref })
    expect(stopped).toMatchObject({ status: 'stopped', text: 'What was saved' })
    await elsewhere.close()
  })

  test('is not for strangers or viewers', async () => {
    const begun = await beginAnswer(slow)
    const stranger = slow.contextOf((await createTenant()).owner)
    await expect(stopMessage({ ctx: stranger, input: begun.ref })).rejects.toThrow(NotFoundError)
    const viewer = slow.contextOf({ ...begun.ctx.actor, role: 'viewer' })
    await expect(stopMessage({ ctx: viewer, input: begun.ref })).rejects.toThrow(ForbiddenError)
    expect((await stopMessage({ ctx: begun.ctx, input: begun.ref })).status).toBe('stopped')
  })
})

describe('continueMessage', () => {
  test('goes on from the kept text as a new attempt of the same turn, whose stream begins with reset', async () => {
    const begun = await beginAnswer(slow)
    const before = await read(begun, hasBegun)
    const stopped = await stopMessage({ ctx: begun.ctx, input: begun.ref })
    const fast = { ...begun, ctx: world.contextOf(begun.ctx.actor) }
    const again = await continueMessage({ ctx: fast.ctx, input: begun.ref })
    expect(again).toMatchObject({ id: stopped.id, seq: 2 })
    expect(['pending', 'streaming']).toContain(again.status)
    const { events, text } = await read(fast, undefined, before.last)
    expect(events[0]).toMatchObject({ type: 'reset' })
    expect(text.startsWith(stopped.text)).toBe(true)
    const done = doneOf(events)
    expect(done).toMatchObject({ status: 'complete', text })
    expect(done?.ai?.tokensUsed).toBeGreaterThan(stopped.ai?.tokensUsed ?? Number.NaN)
    expect(await Turn.find({ messageId: stopped.id }).lean()).toMatchObject([{ attempt: 2, state: 'done' }])
  })

  test('retries a failed answer; its error goes', async () => {
    const ctx = failing.contextOf((await createTenant()).owner)
    const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
    const failed = await ask(ctx, conversationId, 'Hello')
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: expect.any(String), userMessage: expect.any(String) },
    })
    const good = await startTestWorld()
    try {
      const ref = { conversationId, messageId: failed.id }
      const goodCtx = good.contextOf(ctx.actor)
      expect(await continueMessage({ ctx: goodCtx, input: ref })).not.toHaveProperty('error')
      const done = doneOf((await read({ ctx: goodCtx, ref })).events)
      expect(done).toMatchObject({ status: 'complete' })
      expect(done).not.toHaveProperty('error')
    } finally {
      await good.close()
    }
  })

  test('two at once: one attempt begins, the other is refused', async () => {
    const begun = await beginAnswer(slow)
    await stopMessage({ ctx: begun.ctx, input: begun.ref })
    const results = await Promise.allSettled([1, 2].map(() => continueMessage({ ctx: begun.ctx, input: begun.ref })))
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((result) => result.status === 'rejected')?.reason).toBeInstanceOf(ConflictError)
    await stopMessage({ ctx: begun.ctx, input: begun.ref })
    expect(await Turn.findOne({ messageId: begun.ref.messageId }).lean()).toMatchObject({ attempt: 2, state: 'done' })
  })

  test('only a failed or stopped answer, and only when no other is being written', async () => {
    const begun = await beginAnswer(slow)
    await expect(continueMessage({ ctx: begun.ctx, input: begun.ref })).rejects.toThrow(ConflictError)
    await stopMessage({ ctx: begun.ctx, input: begun.ref })
    const { messages } = await getConversation({ ctx: begun.ctx, input: begun.ref })
    const own = { ...begun.ref, messageId: messages[0]?.id ?? '' }
    await expect(continueMessage({ ctx: begun.ctx, input: own })).rejects.toThrow(ConflictError)
    const next = await send(begun.ctx, begun.ref.conversationId, 'Another question')
    await expect(continueMessage({ ctx: begun.ctx, input: begun.ref })).rejects.toThrow(ConflictError)
    await stopMessage({ ctx: begun.ctx, input: { ...begun.ref, messageId: next.assistantMessage.id } })
  })

  test('is not for strangers or viewers', async () => {
    const begun = await beginAnswer(slow)
    await stopMessage({ ctx: begun.ctx, input: begun.ref })
    const stranger = slow.contextOf((await createTenant()).owner)
    await expect(continueMessage({ ctx: stranger, input: begun.ref })).rejects.toThrow(NotFoundError)
    const viewer = slow.contextOf({ ...begun.ctx.actor, role: 'viewer' })
    await expect(continueMessage({ ctx: viewer, input: begun.ref })).rejects.toThrow(ForbiddenError)
  })
})

test('an event id is attempt and seq', () => {
  expect(formatTurnEventId({ attempt: 2, seq: 17 })).toBe('2:17')
})
