import type { Message } from '@parley/contracts'
import { connectCardContract, reportContract } from '@parley/contracts'
import { AgentExecution, Turn, UsageRecord } from '@parley/db'
import { ask, createTenant, send, startTestWorld, type TestWorld, waitForAnswer } from '@parley/testing'
import {
  connectGoogle,
  consentToGoogle,
  type SandboxPlatforms,
  setGoogleMode,
  startTestPlatforms,
} from '@parley/testing/platforms'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { ConflictError } from '../errors.ts'
import { decideMessage } from '../messages/decide-message.ts'
import { stopMessage } from '../messages/stop-message.ts'
import { streamMessage } from '../messages/stream-message.ts'
import { sweepExpiredTurns } from '../turns/sweep-expired-turns.ts'
import { createConnections } from './create-connections.ts'
import { disconnectIntegration } from './disconnect-integration.ts'
import { getAttempt } from './get-attempt.ts'
import { listIntegrations } from './list-integrations.ts'
import { runReport } from './run-report.ts'
import { selectAccount } from './select-account.ts'

const QUESTION = 'How did my site do last week?'
const NORDLICHT = '401000001'
const HARBOR = '401000002'

let platforms: SandboxPlatforms
let world: TestWorld
beforeAll(async () => {
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms })
})
afterEach(() => setGoogleMode(platforms, { mode: 'normal' }))
afterAll(async () => {
  await world.close()
  await platforms.close()
})

interface Asked {
  ctx: MemberContext
  conversationId: string
}

async function begin(): Promise<Asked> {
  const ctx = world.contextOf((await createTenant()).owner)
  return { ctx, conversationId: (await createConversation({ ctx, input: {} })).id }
}

function cardOf(message: Message) {
  const cards = message.parts.flatMap(({ value }) => connectCardContract.safeParse(value).data ?? [])
  const card = cards.at(-1)
  if (!card) throw new Error('There is no Connect card')
  return card
}

function placeOf(message: Message) {
  return {
    conversationId: message.conversationId,
    messageId: message.id,
    functionCallId: cardOf(message).functionCallId,
  }
}

function chartOf(message: Message) {
  const chart = message.parts.find(({ type }) => type === 'chart')
  return reportContract.parse(chart?.value)
}

/** A question that waits for a connection. */
async function parked(): Promise<Asked & { message: Message }> {
  const asked = await begin()
  return { ...asked, message: await ask(asked.ctx, asked.conversationId, QUESTION) }
}

async function answerOf({ ctx, conversationId }: Asked, message: Message): Promise<Message> {
  return waitForAnswer(ctx, conversationId, message.id)
}

describe('parking', () => {
  test('a question about numbers shows a Connect card and waits', async () => {
    const { ctx, conversationId, message } = await parked()
    expect(message.status).toBe('awaiting_connection')
    expect(cardOf(message)).toMatchObject({ platform: 'google_analytics', reason: 'not_connected', isSandbox: true })
    expect(message.functionCalls.map(({ name, state }) => [name, state])).toEqual([
      ['list_connections', 'succeeded'],
      ['connect_google_analytics', 'awaiting_connection'],
    ])
    const turn = await Turn.findOne({ messageId: message.id }).lean()
    expect(turn).toMatchObject({ state: 'awaiting_connection', attempt: 1 })
    expect(turn?.leaseExpiresAt).toBeUndefined()
    expect(await UsageRecord.findOne({ messageId: message.id, purpose: 'answer' }).lean()).toMatchObject({
      state: 'settled',
    })
    expect(await AgentExecution.findOne({ messageId: message.id }).lean()).toMatchObject({ status: 'parked' })
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    expect(messages[1]).toEqual(message)
  })

  test('no sweep touches it, however late', async () => {
    const { ctx, message } = await parked()
    await sweepExpiredTurns({ ...ctx, now: () => new Date(Date.now() + 86_400_000) })
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ state: 'awaiting_connection' })
  })

  test('whoever opens its stream later gets the card and the end', async () => {
    const { ctx, conversationId, message } = await parked()
    const other = await startTestWorld({ platforms, keys: world.keys })
    const events = []
    const input = { conversationId, messageId: message.id }
    for await (const { event } of streamMessage({ ctx: other.contextOf(ctx.actor), input })) events.push(event)
    expect(events.map(({ type }) => type)).toEqual(['reset', 'part', 'done'])
    expect(events.at(-1)).toEqual({ type: 'done', message })
    await other.close()
  })

  test('another question ends it as stopped, and so does a stop', async () => {
    const { ctx, conversationId, message } = await parked()
    await ask(ctx, conversationId, 'What is CTR?')
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    expect(messages[1]).toMatchObject({ id: message.id, status: 'stopped' })
    const second = await parked()
    const input = { conversationId: second.conversationId, messageId: second.message.id }
    expect(await stopMessage({ ctx: second.ctx, input })).toMatchObject({ status: 'stopped' })
  })
})

describe('going on', () => {
  test('consent and account choice let the same turn answer with figures and where they come from', async () => {
    const asked = await parked()
    const { ctx, message } = asked
    const { attemptId, completed } = await consentToGoogle(ctx, platforms, { place: placeOf(message) })
    expect(completed).toMatchObject({
      outcome: 'choose_account',
      attempt: { returnTo: `/chat/${asked.conversationId}` },
    })
    const attempt = await getAttempt({ ctx, input: { attemptId } })
    expect(attempt).toMatchObject({ status: 'choose_account' })
    expect(attempt.accounts?.map(({ name }) => name)).toEqual(['Nordlicht Bikes', 'Harbor Coffee'])
    await selectAccount({ ctx, input: { attemptId, accountId: NORDLICHT } })
    const answer = await answerOf(asked, message)
    expect(answer).toMatchObject({ id: message.id, status: 'complete' })
    const report = chartOf(answer)
    expect(report.provenance).toMatchObject({
      accountName: 'Nordlicht Bikes',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      isSandbox: true,
    })
    expect(answer.text).toContain(`**${report.totals.sessions?.toLocaleString('en-US')}** sessions`)
    expect(answer.text).toContain('Nordlicht Bikes')
    expect(answer.ai?.unsupportedFigures).toEqual([])
    expect(answer.functionCalls.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(cardOf(answer)).toEqual(cardOf(message))
    expect(await getAttempt({ ctx, input: { attemptId } })).toMatchObject({ status: 'completed' })
    const { messages } = await getConversation({ ctx, input: { conversationId: asked.conversationId } })
    expect(messages[1]).toEqual(answer)
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ attempt: 2, state: 'done' })
  })

  test('a new attempt begins with a reset and the cards that are there', async () => {
    const { ctx, conversationId, message } = await parked()
    await connectGoogle(ctx, platforms, { place: placeOf(message) })
    const types: string[] = []
    for await (const { id, event } of streamMessage({ ctx, input: { conversationId, messageId: message.id } })) {
      expect(id).toMatch(/^2:/)
      types.push(event.type)
    }
    expect(types.slice(0, 3)).toEqual(['reset', 'part', 'status'])
    expect(types.at(-1)).toBe('done')
  })

  test('one account needs no choice', async () => {
    const asked = await parked()
    const { completed } = await consentToGoogle(asked.ctx, platforms, {
      place: placeOf(asked.message),
      person: 'sandbox-kenji',
    })
    expect(completed.outcome).toBe('connected')
    expect(chartOf(await answerOf(asked, asked.message)).provenance).toMatchObject({
      accountName: 'Sakura Tea',
      currency: 'JPY',
    })
  })

  test('after a restart between question and consent', async () => {
    const { ctx, conversationId, message } = await parked()
    const restarted = await startTestWorld({ platforms, keys: world.keys })
    const later = restarted.contextOf(ctx.actor)
    await connectGoogle(later, platforms, { place: placeOf(message) })
    const answer = await waitForAnswer(later, conversationId, message.id)
    expect(answer.status).toBe('complete')
    expect(chartOf(answer).rows.length).toBeGreaterThan(5)
    await restarted.close()
  })

  test('a server that dies after consent: the next sweep lets the answer go on', async () => {
    const { ctx, conversationId, message } = await parked()
    const dying = await startTestWorld({ platforms, keys: world.keys })
    await dying.turns.close()
    await connectGoogle(dying.contextOf(ctx.actor), platforms, { place: placeOf(message) })
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ state: 'queued', attempt: 2 })
    await sweepExpiredTurns(ctx)
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ attempt: 2 })
    await Turn.updateOne({ messageId: message.id }, { $set: { leaseExpiresAt: new Date(Date.now() - 1) } })
    await sweepExpiredTurns(ctx)
    const answer = await waitForAnswer(ctx, conversationId, message.id)
    expect(answer.status).toBe('complete')
    expect(chartOf(answer).provenance.accountId).toBe(NORDLICHT)
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ attempt: 3, state: 'done' })
    const records = await UsageRecord.find({ messageId: message.id, purpose: 'answer' }).lean()
    expect(records.map(({ state }) => state)).not.toContain('reserved')
    await dying.close()
  })

  test('a stream of the server where it was asked follows it to the server that lets it go on', async () => {
    const { ctx, conversationId, message } = await parked()
    const other = await startTestWorld({ platforms, keys: world.keys })
    await connectGoogle(other.contextOf(ctx.actor), platforms, { place: placeOf(message) })
    const answer = await waitForAnswer(ctx, conversationId, message.id)
    expect(answer.status).toBe('complete')
    await other.close()
  })

  test('what was used while it waited is counted once', async () => {
    const { ctx, conversationId, message } = await parked()
    const before = await getConversation({ ctx, input: { conversationId } })
    expect(before.totalTokensUsed).toBeGreaterThanOrEqual(message.ai?.tokensUsed ?? 0)
    await stopMessage({ ctx, input: { conversationId, messageId: message.id } })
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    expect(messages[1]?.ai?.tokensUsed).toBe(message.ai?.tokensUsed)
  })

  test('connected later from the Connections page, every waiting question goes on', async () => {
    const first = await parked()
    const { ctx } = first
    const { id: conversationId } = await createConversation({ ctx, input: {} })
    const second = { ctx, conversationId, message: await ask(ctx, conversationId, QUESTION) }
    const stranger = await parked()
    await connectGoogle(ctx, platforms)
    for (const asked of [first, second]) expect((await answerOf(asked, asked.message)).status).toBe('complete')
    expect(await Turn.findOne({ messageId: stranger.message.id }).lean()).toMatchObject({
      state: 'awaiting_connection',
    })
  })
})

describe('declining', () => {
  test('Not now: the same turn says what can be done without', async () => {
    const asked = await parked()
    const { ctx, message } = asked
    const input = { ...placeOf(message), decision: 'decline' as const }
    expect(await decideMessage({ ctx, input })).toMatchObject({ id: message.id })
    const answer = await answerOf(asked, message)
    expect(answer).toMatchObject({ status: 'complete' })
    expect(answer.text).toContain('What works without it')
    expect(answer.functionCalls.at(-1)).toMatchObject({ state: 'declined' })
    await expect(decideMessage({ ctx, input })).rejects.toThrow(ConflictError)
    await expect(connectGoogle(ctx, platforms, { place: placeOf(message) })).rejects.toThrow(ConflictError)
  })

  test('of several decisions at once one counts', async () => {
    const asked = await parked()
    const input = { ...placeOf(asked.message), decision: 'decline' as const }
    const all = await Promise.allSettled([1, 2, 3].map(() => decideMessage({ ctx: asked.ctx, input })))
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect((await answerOf(asked, asked.message)).status).toBe('complete')
    expect(await Turn.findOne({ messageId: asked.message.id }).lean()).toMatchObject({ attempt: 2 })
  })

  test('a no at the provider is the same', async () => {
    const asked = await parked()
    const { completed, attemptId } = await consentToGoogle(asked.ctx, platforms, {
      place: placeOf(asked.message),
      decision: 'cancel',
    })
    expect(completed.outcome).toBe('denied')
    expect((await answerOf(asked, asked.message)).functionCalls.at(-1)).toMatchObject({ state: 'declined' })
    expect(await getAttempt({ ctx: asked.ctx, input: { attemptId } })).toMatchObject({
      status: 'failed',
      error: { code: 'denied' },
    })
    expect(await listIntegrations({ ctx: asked.ctx })).toEqual([])
  })
})

async function connected(): Promise<Asked & { integrationId: string }> {
  const asked = await begin()
  return { ...asked, integrationId: await connectGoogle(asked.ctx, platforms) }
}

test('a conversation knows what its person had connected when they last wrote, and what was connected in it since', async () => {
  const asked = await parked()
  const { ctx, conversationId, message } = asked
  const platformsOf = async (id: string) =>
    (await getConversation({ ctx, input: { conversationId: id } })).context.connectedPlatforms
  expect(await platformsOf(conversationId)).toEqual([])
  const integrationId = await connectGoogle(ctx, platforms, { place: placeOf(message) })
  expect(await platformsOf(conversationId)).toEqual(['google_analytics'])
  await answerOf(asked, message)
  const { id: other } = await createConversation({ ctx, input: { context: { currentPage: '/reports' } } })
  expect(await platformsOf(other)).toEqual([])
  await ask(ctx, other, 'What is CTR?')
  expect((await getConversation({ ctx, input: { conversationId: other } })).context).toEqual({
    currentPage: '/reports',
    connectedPlatforms: ['google_analytics'],
  })
  await disconnectIntegration({ ctx, input: { integrationId } })
  await ask(ctx, other, 'What is CPC?')
  expect(await platformsOf(other)).toEqual([])
})

describe('what platforms do', () => {
  test.each([
    ['rate_limited', { mode: 'rate_limited', retryAfterSeconds: 60 }],
    ['provider_down', { mode: 'unavailable' }],
  ])('%s becomes an error card, and the model is told', async (code, mode) => {
    const asked = await connected()
    await setGoogleMode(platforms, mode)
    const answer = await ask(asked.ctx, asked.conversationId, QUESTION)
    expect(answer.status).toBe('complete')
    expect(answer.error).toBeUndefined()
    expect(answer.parts.at(-1)?.value).toMatchObject({ kind: 'error', code })
    expect(answer.text).toContain('I could not get the numbers.')
    expect(answer.ai?.unsupportedFigures?.length).toBe(0)
  })

  test.each([
    ['expired', { mode: 'unauthorized' }],
    ['missing_scope', { mode: 'missing_scope' }],
    ['expired', { mode: 'revoked' }],
  ])('a connection that is no good asks to reconnect in place: %s', async (reason, mode) => {
    const asked = await connected()
    await setGoogleMode(platforms, mode)
    const message = await ask(asked.ctx, asked.conversationId, QUESTION)
    if (mode.mode === 'revoked') await setGoogleMode(platforms, { mode: 'expired' })
    const waiting = message.status === 'complete' ? await ask(asked.ctx, asked.conversationId, QUESTION) : message
    expect(cardOf(waiting)).toMatchObject({ reason, integrationId: asked.integrationId })
    await setGoogleMode(platforms, { mode: 'normal' })
    const place = { ...placeOf(waiting), integrationId: asked.integrationId }
    const { completed } = await consentToGoogle(asked.ctx, platforms, { place })
    expect(completed.outcome).toBe('connected')
    const answer = await answerOf(asked, waiting)
    expect(chartOf(answer).provenance.accountId).toBe(NORDLICHT)
    const list = await listIntegrations({ ctx: asked.ctx })
    expect(list.map(({ id, status }) => [id, status])).toEqual([[asked.integrationId, 'active']])
  })

  test('the wrong account first: it is changed, and the question asked again is about the other', async () => {
    const asked = await parked()
    const { ctx, conversationId } = asked
    const integrationId = await connectGoogle(ctx, platforms, { place: placeOf(asked.message), accountId: NORDLICHT })
    await answerOf(asked, asked.message)
    await selectAccount({ ctx, input: { integrationId, accountId: HARBOR } })
    const again = await ask(ctx, conversationId, QUESTION)
    expect(chartOf(again).provenance).toMatchObject({ accountName: 'Harbor Coffee', currency: 'USD' })
  })

  test('disconnecting takes the grant back and wipes the tokens; the next question asks to connect', async () => {
    const { ctx, conversationId, integrationId } = await connected()
    expect(await disconnectIntegration({ ctx, input: { integrationId } })).toEqual({ revokedAtProvider: true })
    expect(await listIntegrations({ ctx })).toMatchObject([{ isConnected: false, status: 'revoked' }])
    expect(cardOf(await ask(ctx, conversationId, QUESTION))).toMatchObject({ reason: 'not_connected', integrationId })
    const { assistantMessage } = await send(ctx, conversationId, 'Hello')
    await waitForAnswer(ctx, conversationId, assistantMessage.id)
  })
})

describe('a platform that is slow', () => {
  test('is given up in words, and its late answer is nobody’s', async () => {
    const { ctx, conversationId } = await connected()
    await setGoogleMode(platforms, { mode: 'slow', delayMs: 400 })
    const { userId, organizationId } = ctx.actor
    const ref = {
      turnId: conversationId,
      conversationId,
      messageId: conversationId,
      organizationId,
      ownerKey: userId,
      userId,
      attempt: 1,
      ownerId: 's',
    }
    const answer = await createConnections({ ...ctx, patienceMs: 50 }).runReport(ref, 'google_analytics', {
      metrics: ['sessions'],
      dimensions: [],
      dateRange: { period: 'yesterday' },
      isComparedWithPrevious: false,
    })
    expect(answer).toMatchObject({ type: 'failed', code: 'provider_slow' })
  })
})

describe('another setup', () => {
  test('a sandbox’s connection is expired once the platform is real, and its tokens go nowhere', async () => {
    const { ctx, integrationId } = await connected()
    const revoked: unknown[] = []
    const connectors = {
      ...ctx.connectors,
      isSandbox: () => false,
      revoke: async (...given: unknown[]) => revoked.push(given) > 0,
    }
    const real = { ...ctx, connectors }
    expect(await listIntegrations({ ctx: real })).toMatchObject([{ status: 'expired', isSandbox: true }])
    const query = { platform: 'google_analytics' as const, metrics: ['sessions'] }
    const dateRange = { from: '2026-10-01', to: '2026-10-07' }
    await expect(runReport({ ctx: real, input: { ...query, dateRange } })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    })
    expect(await disconnectIntegration({ ctx: real, input: { integrationId } })).toEqual({ revokedAtProvider: false })
    expect(revoked).toEqual([])
  })
})

describe('reports.run', () => {
  const query = {
    platform: 'google_analytics' as const,
    metrics: ['sessions'],
    dateRange: { from: '2026-10-01', to: '2026-10-07' },
  }

  test('is of the account named, else the conversation’s, else the connection’s', async () => {
    const { ctx, integrationId } = await connected()
    const accountOf = async (more: object) =>
      (await runReport({ ctx, input: { ...query, ...more } })).provenance.accountId
    expect(await accountOf({})).toBe(NORDLICHT)
    expect(await accountOf({ accountId: HARBOR })).toBe(HARBOR)
    await expect(accountOf({ accountId: '401000003' })).rejects.toThrow('account not found')
    const { id: conversationId } = await createConversation({ ctx, input: {} })
    await connectGoogle(ctx, platforms, { place: { conversationId, integrationId }, accountId: HARBOR })
    await selectAccount({ ctx, input: { integrationId, accountId: NORDLICHT } })
    expect(await accountOf({ conversationId })).toBe(NORDLICHT)
  })

  test('nobody uses another’s connection', async () => {
    const { ctx, integrationId } = await connected()
    const stranger = world.contextOf((await createTenant()).owner)
    await expect(runReport({ ctx: stranger, input: { ...query, integrationId } })).rejects.toThrow(
      'connection not found',
    )
    await expect(runReport({ ctx: stranger, input: query })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect(await listIntegrations({ ctx: world.contextOf({ ...ctx.actor, userId: stranger.actor.userId }) })).toEqual(
      [],
    )
  })
})
