import { randomUUID } from 'node:crypto'
import type { ModelUsage, TurnOutcome, TurnRef } from '@parley/assistant'
import type { FunctionCall } from '@parley/contracts'
import { Agent, AgentExecution, Conversation, Turn, UsageRecord } from '@parley/db'
import { ask, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { continueMessage } from '../messages/continue-message.ts'
import { stopMessage } from '../messages/stop-message.ts'
import { createAssistantReads } from './create-assistant-reads.ts'
import { sweepExpiredTurns } from './sweep-expired-turns.ts'
import { LEASE_MS } from './turn-rules.ts'

/** A server whose runner never gets to the turns that are sent: what becomes of them is up to the test. */
let world: TestWorld
let clock = Date.now()
beforeAll(async () => {
  world = await startTestWorld({ now: () => new Date(clock) })
  await world.turns.close()
})
afterAll(() => world.close())

interface Waiting {
  ctx: MemberContext
  conversationId: string
  messageId: string
  ref: TurnRef
}

async function waitingTurn(): Promise<Waiting> {
  const ctx = world.contextOf((await createTenant()).owner)
  const { id: conversationId } = await createConversation({ ctx, input: { context: { currentPage: '/reports' } } })
  const { assistantMessage } = await send(ctx, conversationId, 'How did it go?')
  const turn = await Turn.findOne({ messageId: assistantMessage.id }).lean()
  const ref: TurnRef = {
    turnId: turn?._id.toHexString() ?? '',
    conversationId,
    messageId: assistantMessage.id,
    organizationId: ctx.actor.organizationId,
    ownerKey: ctx.actor.userId,
    userId: ctx.actor.userId,
    attempt: 1,
    ownerId: world.serverId,
  }
  return { ctx, conversationId, messageId: assistantMessage.id, ref }
}

const usage: ModelUsage = {
  model: 'gpt-4o',
  inputTokens: 100,
  outputTokens: 10,
  costMicros: 350,
  priceVersion: 'test',
  isEstimated: false,
}

const call: FunctionCall = {
  id: 'call_1',
  round: 0,
  textOffset: 0,
  name: 'get_page_context',
  arguments: { $where: 'x', 'a.b': [1, { $set: 2 }] },
  result: { currentPage: '/reports' },
  state: 'succeeded',
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 3,
}

const outcome: TurnOutcome = {
  status: 'complete',
  text: 'It went well.',
  rounds: [{ text: '', functionCalls: [call] }],
  parts: [],
  endedCalls: [call],
  lastEventSeq: 9,
  usage,
  temperature: 0.7,
  responseTimeMs: 1200,
  timeToFirstTokenMs: 300,
  finishReason: 'stop',
}

describe('the turn store', () => {
  test('gives all that a turn needs, and marks it as running', async () => {
    const { ctx, messageId, ref } = await waitingTurn()
    expect(await world.store.load(ref)).toEqual({
      ref,
      agent: {
        id: expect.any(String),
        name: 'Marketing assistant',
        systemPrompt: expect.stringContaining('marketing assistant'),
        llmSettings: {
          model: 'sandbox-marketing',
          parameters: { temperature: 0.7, maxTokens: 1000, topP: 1, frequencyPenalty: 0, presencePenalty: 0 },
        },
        functionNames: [
          'find_past_conversations',
          'get_page_context',
          'get_current_date',
          'list_connections',
          'connect_google_analytics',
          'run_report',
        ],
        tools: [],
      },
      history: [{ role: 'user', text: 'How did it go?', functionCalls: [] }],
      context: { currentPage: '/reports', userName: 'Ada Marketer', timeZone: 'UTC' },
      needsTitle: true,
      parts: [],
      rounds: [],
      text: '',
    })
    await expect.poll(() => Turn.findOne({ messageId }).lean()).toMatchObject({ state: 'running' })
    const { messages } = await getConversation({ ctx, input: ref })
    expect(messages[1]?.status).toBe('streaming')
  })

  test('shows what is saved while it runs', async () => {
    const { ctx, ref } = await waitingTurn()
    await world.store.load(ref)
    const progress = { text: 'It went', rounds: [{ text: '', functionCalls: [call] }], parts: [], lastEventSeq: 4 }
    expect(await world.store.save(ref, progress)).toBe(true)
    const { messages, unfinishedMessageId } = await getConversation({ ctx, input: ref })
    expect(messages[1]).toMatchObject({ status: 'streaming', text: 'It went', functionCalls: [call] })
    expect(unfinishedMessageId).toBe(ref.messageId)
    expect(await world.store.load(ref)).toMatchObject({ text: 'It went', rounds: progress.rounds })
  })

  test('ends a turn in all its places, once', async () => {
    const { ctx, conversationId, messageId, ref } = await waitingTurn()
    await world.store.load(ref)
    const message = await world.store.finish(ref, outcome)
    expect(message).toMatchObject({
      status: 'complete',
      text: 'It went well.',
      functionCalls: [call],
      ai: { model: 'gpt-4o', tokensUsed: 110, costUsd: 0.00035, finishReason: 'stop', timeToFirstTokenMs: 300 },
    })
    const stored = await getConversation({ ctx, input: ref })
    expect(stored.messages[1]).toEqual(message)
    expect(stored).toMatchObject({ totalTokensUsed: 110, estimatedCostUsd: 0.00035, isCostPartial: false })
    expect(await UsageRecord.findOne({ messageId }).lean()).toMatchObject({ ...usage, state: 'settled' })
    expect(await AgentExecution.findOne({ conversationId }).lean()).toMatchObject({
      status: 'completed',
      tokensUsed: 110,
    })
    expect(await world.store.finish(ref, outcome)).toBeNull()
    expect((await getConversation({ ctx, input: ref })).totalTokensUsed).toBe(110)
  })

  test('says when its agent was last active, once a minute at most', async () => {
    const { ctx, ref } = await waitingTurn()
    const organizationId = ctx.actor.organizationId
    const agentOf = () => Agent.findOne({ organizationId }).lean()
    const before = await agentOf()
    const first = clock
    await world.store.finish(ref, outcome)
    expect(await agentOf()).toEqual({ ...before, lastActiveAt: new Date(first) })
    const { conversationId } = ref
    const end = async () => {
      const { assistantMessage } = await send(ctx, conversationId, 'And then?')
      const input = { conversationId, messageId: assistantMessage.id }
      expect((await stopMessage({ ctx, input })).status).toBe('stopped')
      return (await agentOf())?.lastActiveAt
    }
    clock = first + 59_999
    expect(await end()).toEqual(new Date(first))
    clock = first + 60_000
    expect(await end()).toEqual(new Date(first + 60_000))
  })

  test('says that a cost is partial when a price is not known', async () => {
    const { ctx, ref } = await waitingTurn()
    const message = await world.store.finish(ref, { ...outcome, usage: { ...usage, costMicros: null } })
    expect(message?.ai?.costUsd).toBeNull()
    expect(await getConversation({ ctx, input: ref })).toMatchObject({ estimatedCostUsd: 0, isCostPartial: true })
  })

  test('keeps the detail of a failure out of the message', async () => {
    const { conversationId, ref } = await waitingTurn()
    const error = { code: 'model_down', userMessage: 'Please try again.', detail: 'connect ECONNREFUSED' }
    const message = await world.store.finish(ref, { ...outcome, status: 'failed', error })
    expect(message).toMatchObject({ status: 'failed', error: { code: 'model_down', userMessage: 'Please try again.' } })
    expect(JSON.stringify(message)).not.toContain('ECONNREFUSED')
    expect(await AgentExecution.findOne({ conversationId }).lean()).toMatchObject({
      status: 'failed',
      error: 'model_down: connect ECONNREFUSED',
    })
  })

  test.each<[string, Partial<TurnRef>]>([
    ['another server', { ownerId: randomUUID() }],
    ['an earlier attempt', { attempt: 0 }],
    ['another turn', { turnId: new Types.ObjectId().toHexString() }],
  ])('refuses every write of %s', async (_name, other) => {
    const { ctx, ref } = await waitingTurn()
    const wrong = { ...ref, ...other }
    expect(await world.store.load(wrong)).toBeNull()
    expect(await world.store.renewLease(wrong)).toBe(false)
    expect(await world.store.save(wrong, { text: 'No', rounds: [], parts: [], lastEventSeq: 1 })).toBe(false)
    expect(await world.store.finish(wrong, outcome)).toBeNull()
    await world.store.saveTitle(wrong, 'Not mine', usage)
    const stored = await getConversation({ ctx, input: ref })
    expect(stored).toMatchObject({ title: '', totalTokensUsed: 0 })
    expect(stored.messages[1]).toMatchObject({ status: 'pending', text: '' })
  })

  test('writes a title once and counts what it cost once', async () => {
    const { ctx, ref } = await waitingTurn()
    await world.store.finish(ref, outcome)
    await world.store.saveTitle(ref, 'How it went', usage)
    await world.store.saveTitle(ref, 'Again', usage)
    expect(await getConversation({ ctx, input: ref })).toMatchObject({ title: 'How it went', totalTokensUsed: 220 })
  })
})

describe('sweepExpiredTurns', () => {
  const sweep = () =>
    sweepExpiredTurns(world.contextOf({ userId: '', organizationId: '', role: 'owner', sessionId: '' }))

  test('ends what has lost its server as failed, with the partial kept and the usage estimated', async () => {
    const { ctx, messageId, ref } = await waitingTurn()
    await world.store.load(ref)
    await world.store.save(ref, { text: 'Half an ans', rounds: [], parts: [], lastEventSeq: 3 })
    await sweep()
    expect((await getConversation({ ctx, input: ref })).messages[1]?.status).toBe('streaming')
    clock += LEASE_MS + 1
    expect(await sweep()).toBeGreaterThan(0)
    const { messages, unfinishedMessageId } = await getConversation({ ctx, input: ref })
    expect(messages[1]).toMatchObject({ status: 'failed', text: 'Half an ans', error: { code: 'SERVER_LOST' } })
    expect(unfinishedMessageId).toBeNull()
    expect(await UsageRecord.findOne({ messageId }).lean()).toMatchObject({
      state: 'settled',
      isEstimated: true,
      outputTokens: 3,
    })
    expect(await world.store.finish(ref, outcome)).toBeNull()
    expect(await sweep()).toBe(0)
    await continueMessage({ ctx, input: ref })
    expect(await world.store.load({ ...ref, attempt: 2 })).toMatchObject({ text: 'Half an ans' })
  })

  test('releases the usage of a turn that never began', async () => {
    const { messageId } = await waitingTurn()
    clock += LEASE_MS + 1
    await sweep()
    expect(await UsageRecord.findOne({ messageId }).lean()).toMatchObject({ state: 'released', inputTokens: 0 })
  })

  test('two sweeps at once end a turn once', async () => {
    const { ctx, conversationId, ref } = await waitingTurn()
    await world.store.load(ref)
    clock += LEASE_MS + 1
    const counts = await Promise.all([sweep(), sweep(), sweep()])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await AgentExecution.countDocuments({ conversationId, status: 'failed' })).toBe(1)
    expect((await getConversation({ ctx, input: ref })).totalTokensUsed).toBeLessThan(20)
  })

  test('leaves a renewed lease and a parked turn alone', async () => {
    const renewed = await waitingTurn()
    const parked = await waitingTurn()
    await Turn.updateOne(
      { messageId: parked.messageId },
      { $set: { state: 'awaiting_approval' }, $unset: { leaseExpiresAt: 1 } },
    )
    clock += LEASE_MS - 1000
    expect(await world.store.renewLease(renewed.ref)).toBe(true)
    clock += 2000
    await sweep()
    expect((await getConversation({ ctx: renewed.ctx, input: renewed.ref })).messages[1]?.status).toBe('pending')
    expect((await getConversation({ ctx: parked.ctx, input: parked.ref })).messages[1]?.status).toBe(
      'awaiting_approval',
    )
    clock += LEASE_MS
    await sweep()
  })
})

describe('findPastConversations', () => {
  test("finds one's own others by title and date, and nobody else's", async () => {
    const live = await startTestWorld()
    const tenant = await createTenant()
    const ctx = live.contextOf(tenant.owner)
    const titles = ['Summer budget', 'Winter budget', 'Summer copy']
    for (const [index, title] of titles.entries()) {
      await createConversation({ ctx, input: { title, startedAt: `2026-0${index + 1}-10T12:00:00.000Z` } })
    }
    await createConversation({
      ctx: live.contextOf((await createTenant()).owner),
      input: { title: 'Summer of others' },
    })
    const { id } = await createConversation({ ctx, input: { title: 'Summer now' } })
    const answer = await ask(ctx, id, 'Hello')
    const ref = {
      ...(await waitingTurn()).ref,
      conversationId: id,
      messageId: answer.id,
      ...tenant.owner,
      ownerKey: tenant.owner.userId,
    }
    const find = async (query: { words?: string; title?: string; from?: string; to?: string; limit: number }) =>
      (await createAssistantReads(ctx).findPastConversations(ref, query)).map(({ title }) => title)
    expect(await find({ limit: 10 })).toEqual(['Summer copy', 'Winter budget', 'Summer budget'])
    expect(await find({ title: 'SUMMER', limit: 10 })).toEqual(['Summer copy', 'Summer budget'])
    expect(await find({ from: '2026-01-15T00:00:00.000Z', to: '2026-02-15T00:00:00.000Z', limit: 10 })).toEqual([
      'Winter budget',
    ])
    expect(await find({ limit: 1 })).toEqual(['Summer copy'])
    const spoken = await createConversation({ ctx, input: { title: 'Winter plans' } })
    await ask(ctx, spoken.id, 'The postcards should mention summer, and the kittens.')
    await ask(ctx, spoken.id, 'And never dogs.')
    expect(await find({ words: 'summers', limit: 10 })).toEqual([
      expect.stringMatching(/^Summer/),
      expect.stringMatching(/^Summer/),
      'Winter plans',
    ])
    expect(await find({ words: 'summer', title: 'winter', limit: 10 })).toEqual(['Winter plans'])
    expect(await find({ words: 'summer', limit: 1 })).toHaveLength(1)
    expect(await find({ words: '"mention kittens"', limit: 10 })).toEqual([])
    const [said] = await createAssistantReads(ctx).findPastConversations(ref, { words: 'postcard', limit: 5 })
    expect(said).toMatchObject({
      conversationId: spoken.id,
      excerpt: { text: expect.stringContaining('postcards should mention summer'), at: expect.stringMatching(/Z$/) },
    })
    await live.close()
  })
})

test('a turn whose conversation is deleted meanwhile still ends', async () => {
  const { conversationId, ref } = await waitingTurn()
  await Conversation.updateOne({ _id: conversationId }, { $set: { status: 'deleted', deletedAt: new Date() } })
  expect(await world.store.finish(ref, outcome)).toMatchObject({ status: 'complete' })
})
