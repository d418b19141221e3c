import { randomUUID } from 'node:crypto'
import { ChatSession, Conversation, UsageRecord } from '@parley/db'
import {
  createTenant,
  createTestLog,
  failCommands,
  startTestWorld,
  type TestWorld,
  waitForAnswer,
} from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { applyRetention } from '../life/apply-retention.ts'
import { sendMessage } from '../messages/send-message.ts'
import { updateOrganization } from '../organizations/update-organization.ts'

let world: TestWorld
let at: Date
beforeAll(async () => {
  world = await startTestWorld({ now: () => at })
})
afterAll(() => world.close())

const MINUTE_MS = 60_000
const later = (minutes: number) => new Date(at.getTime() + minutes * MINUTE_MS)

async function begin() {
  at = new Date()
  const { owner, organizationId, agentId } = await createTenant()
  const client = { ipAddress: '192.0.2.1', userAgent: `Browser ${'x'.repeat(600)}` }
  const ctx = world.contextOf(owner, { client })
  const { id: conversationId } = await createConversation({ ctx, input: { tags: ['spring'] } })
  const send = async () => {
    const input = { conversationId, clientMessageId: randomUUID(), text: 'Hello' }
    const { assistantMessage } = await sendMessage({ ctx, input })
    await waitForAnswer(ctx, conversationId, assistantMessage.id)
  }
  const sessions = () => ChatSession.find({ organizationId }).sort({ _id: 1 }).lean()
  const current = async () => (await Conversation.findById(conversationId).lean())?.sessionId
  return { ctx, owner, organizationId, agentId, conversationId, send, sessions, current }
}

test('a conversation opens a session that says where it came from, and writing carries it on', async () => {
  const { owner, agentId, conversationId, send, sessions, current } = await begin()
  const [opened] = await sessions()
  expect(opened).toMatchObject({ metadata: { ipAddress: '192.0.2.1', tags: ['spring'] }, expiresAt: later(30) })
  expect(opened?.metadata?.userAgent).toHaveLength(500)
  expect([opened?.userId?.toHexString(), opened?.agentId.toHexString()]).toEqual([owner.userId, agentId])
  expect(opened?.conversationId.toHexString()).toBe(conversationId)
  expect(await current()).toEqual(opened?._id)
  const stored = await Conversation.findById(conversationId).lean()
  expect(stored?.metadata).toMatchObject({ ipAddress: '192.0.2.1', userAgent: opened?.metadata?.userAgent })
  at = later(29)
  await send()
  expect(await sessions()).toMatchObject([{ _id: opened?._id, expiresAt: later(30) }])
})

test('after 30 idle minutes, or as the organization says, writing opens another', async () => {
  const { ctx, send, sessions, current } = await begin()
  at = later(30)
  await send()
  const [, second] = await sessions()
  expect(await current()).toEqual(second?._id)
  await updateOrganization({ ctx, input: { retention: { sessionIdleMinutes: 60 } } })
  at = later(29)
  await send()
  expect((await sessions())[1]).toMatchObject({ _id: second?._id, expiresAt: later(60) })
})

test('one the policy removed is followed by another', async () => {
  const { send, sessions, current } = await begin()
  const [first] = await sessions()
  await ChatSession.deleteOne({ _id: first?._id })
  await send()
  const left = await sessions()
  expect(left).toHaveLength(1)
  expect(await current()).toEqual(left[0]?._id)
})

test('the policy takes ended ones from their conversations, then away; the next is named again', async () => {
  const { organizationId, send, sessions, current } = await begin()
  const apply = (dryRun: boolean) => {
    const ctx = { now: () => at, log: createTestLog() }
    return applyRetention({ ctx, input: { organizationId, dryRun } })
  }
  at = later(29)
  expect(await apply(false)).toMatchObject({ removedSessions: 0 })
  expect(await current()).toEqual((await sessions())[0]?._id)
  at = later(1)
  expect(await apply(true)).toMatchObject({ removedSessions: 1 })
  expect(await current()).toBeDefined()
  expect(await apply(false)).toMatchObject({ removedSessions: 1 })
  expect([await current(), await sessions()]).toEqual([undefined, []])
  await send()
  const [next] = await sessions()
  expect(await current()).toEqual(next?._id)
})

test('a conversation that went on in another session keeps that one when the first is removed', async () => {
  const { organizationId, send, sessions, current } = await begin()
  at = later(31)
  await send()
  const [, second] = await sessions()
  const ctx = { now: () => at, log: createTestLog() }
  expect(await applyRetention({ ctx, input: { organizationId, dryRun: false } })).toMatchObject({ removedSessions: 1 })
  expect(await sessions()).toMatchObject([{ _id: second?._id }])
  expect(await current()).toEqual(second?._id)
})

test('a run that died between the two is finished by the next', async () => {
  const { organizationId, sessions, current } = await begin()
  at = later(31)
  const ctx = { now: () => at, log: createTestLog() }
  const apply = () => applyRetention({ ctx, input: { organizationId, dryRun: false } })
  expect(await failCommands({ failCommands: ['delete'], errorCode: 8 })).toBe(true)
  await expect(apply()).rejects.toThrow()
  expect([await current(), (await sessions()).length]).toEqual([undefined, 1])
  expect(await apply()).toMatchObject({ removedSessions: 1 })
  expect(await sessions()).toEqual([])
})

test('what was used is named after the session it was used in, answer and title', async () => {
  const { owner, organizationId, conversationId, send, sessions } = await begin()
  const titled = nextTitle(owner.userId)
  await send()
  await titled // it is written after the answer
  at = later(31)
  await send()
  const [first, second] = await sessions()
  const used = await UsageRecord.find({ organizationId, conversationId }).sort({ _id: 1 }).lean()
  const by = (purpose: string) => used.filter((record) => record.purpose === purpose).map(({ sessionId }) => sessionId)
  expect(by('answer')).toEqual([first?._id, second?._id])
  expect(new Set(by('title'))).toEqual(new Set([first?._id]))
})

async function nextTitle(userId: string): Promise<void> {
  for await (const { event } of world.events.watch(userId, null, new AbortController().signal)) {
    if (event.type === 'title') return
  }
}
