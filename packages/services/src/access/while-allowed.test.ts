import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { conversationKey } from '../conversations/conversation-key.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { removeConversation } from '../conversations/remove-conversation.ts'
import { NotFoundError, UnauthorizedError } from '../errors.ts'
import { watchEvents } from '../events/watch-events.ts'
import { whileAllowed } from './while-allowed.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a watch ends with UNAUTHORIZED within a minute of the end of its session', async () => {
  let isSignedIn = true
  const { owner } = await createTenant()
  const ctx = world.contextOf(owner, { refreshActor: async () => (isSignedIn ? owner : null) })
  const events = watchEvents({ ctx, input: {} })
  const first = events.next()
  vi.advanceTimersByTime(60_000)
  world.events.publish(owner.userId, { type: 'resync' })
  expect((await first).value).toMatchObject({ event: { type: 'resync' } })
  const second = events.next()
  isSignedIn = false
  vi.advanceTimersByTime(60_000)
  await expect(second).rejects.toThrow(UnauthorizedError)
  expect(await events.next()).toMatchObject({ done: true })
})

test('so does a change of the organization the session acts in', async () => {
  const { owner } = await createTenant()
  const other = { ...owner, organizationId: (await createTenant()).organizationId }
  const events = watchEvents({ ctx: world.contextOf(owner, { refreshActor: async () => other }), input: {} })
  const next = events.next()
  vi.advanceTimersByTime(60_000)
  await expect(next).rejects.toThrow(UnauthorizedError)
})

test('and the check of what is streamed', async () => {
  const { owner } = await createTenant()
  const ctx = world.contextOf(owner)
  const { id } = await createConversation({ ctx, input: {} })
  const key = conversationKey(owner, id)
  const open = (signal: AbortSignal) => world.events.watch(owner.userId, null, signal)
  const events = whileAllowed(ctx, undefined, () => loadConversation(key), open)
  const first = events.next()
  await removeConversation({ ctx, input: { conversationId: id } })
  await first
  const second = events.next()
  vi.advanceTimersByTime(60_000)
  await expect(second).rejects.toThrow(NotFoundError)
})
