import { PlatformIntegration } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { connectGoogle, type SandboxPlatforms, setGoogleMode, startTestPlatforms } from '@parley/testing/platforms'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { keepConnections } from './keep-connections.ts'
import { listIntegrations } from './list-integrations.ts'
import { runReport } from './run-report.ts'
import { testIntegration } from './test-integration.ts'

const MINUTE_MS = 60_000
const NONE = { refreshed: 0, mended: 0, ended: 0, failed: 0, left: 0 }

let platforms: SandboxPlatforms
let world: TestWorld
let clock = Date.now()
let isTokenEndpointDown = false
/** How often a refresh token was sent. */
let refreshes = 0

const watched: typeof fetch = async (input, init) => {
  if (String(input) !== platforms.google.tokenEndpoint) return fetch(input, init)
  if (new URLSearchParams(String(init?.body)).get('grant_type') === 'refresh_token') refreshes += 1
  return isTokenEndpointDown ? new Response('down', { status: 503 }) : fetch(input, init)
}

beforeAll(async () => {
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms, fetch: watched, now: () => new Date(clock) })
})
beforeEach(() => {
  clock = Date.now()
})
afterEach(async () => {
  isTokenEndpointDown = false
  await setGoogleMode(platforms, { mode: 'normal' })
  await PlatformIntegration.deleteMany({})
})
afterAll(async () => {
  await world.close()
  await platforms.close()
})

async function connect(): Promise<{ ctx: MemberContext; integrationId: string }> {
  const ctx = world.contextOf((await createTenant()).owner)
  const integrationId = await connectGoogle(ctx, platforms)
  refreshes = 0
  return { ctx, integrationId }
}

const never = new AbortController().signal
const keep = (ctx: MemberContext, signal = never) => keepConnections({ ctx, signal })
const stored = (integrationId: string) =>
  PlatformIntegration.findById(integrationId).select('+credentials.accessToken +credentials.refreshToken').lean()

/** The next event of this person's browser. */
function nextEvent({ actor }: MemberContext) {
  const stop = new AbortController()
  const events = world.events.watch(actor.userId, null, stop.signal)[Symbol.asyncIterator]()
  return events.next().finally(() => stop.abort())
}

const report = (ctx: MemberContext) =>
  runReport({
    ctx,
    input: {
      platform: 'google_analytics',
      metrics: ['sessions'],
      dateRange: { from: '2026-10-01', to: '2026-10-07' },
    },
  })

describe('keeping connections alive', () => {
  test('a token that ends within a quarter of an hour, or has ended, is refreshed ahead, once', async () => {
    const { ctx, integrationId } = await connect()
    expect(await keep(ctx)).toEqual(NONE)
    clock += 46 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, refreshed: 1 })
    expect(await keep(ctx)).toEqual(NONE)
    expect((await stored(integrationId))?.credentials?.tokenExpiry?.getTime()).toBeGreaterThan(clock + 45 * MINUTE_MS)
    clock += 5 * 60 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, refreshed: 1 })
    expect(refreshes).toBe(2)
    expect((await report(ctx)).rows.length).toBe(1)
    expect(refreshes).toBe(2)
  })

  test('a grant that is gone is noticed and its person told before they ask', async () => {
    const { ctx, integrationId } = await connect()
    await setGoogleMode(platforms, { mode: 'revoked' })
    clock += 46 * MINUTE_MS
    const told = nextEvent(ctx)
    expect(await keep(ctx)).toEqual({ ...NONE, ended: 1 })
    expect((await told).value).toMatchObject({ event: { type: 'connection', integrationId } })
    expect(await listIntegrations({ ctx })).toMatchObject([
      { status: 'revoked', isConnected: false, errorMessage: expect.stringContaining('access was taken back') },
    ])
    expect((await stored(integrationId))?.credentials?.refreshToken).toBeUndefined()
    expect(await keep(ctx)).toEqual(NONE)
  })

  test('one that nobody used for 30 days is left, and so is one of another setup', async () => {
    const { ctx, integrationId } = await connect()
    const of = { _id: integrationId }
    clock += 46 * MINUTE_MS
    await PlatformIntegration.updateOne(of, { lastSyncedAt: new Date(clock - 31 * 24 * 60 * MINUTE_MS) })
    expect(await keep(ctx)).toEqual(NONE)
    await PlatformIntegration.updateOne(of, { lastSyncedAt: new Date(clock), isSandbox: false })
    expect(await keep(ctx)).toEqual({ ...NONE, left: 1 })
    await PlatformIntegration.updateOne(of, { status: 'error' })
    expect(await keep(ctx)).toEqual({ ...NONE, left: 1 })
    expect(refreshes).toBe(0)
  })

  test('one in error is tried again, after pauses that grow, and its person told when it is well', async () => {
    const { ctx, integrationId } = await connect()
    await setGoogleMode(platforms, { mode: 'missing_scope' })
    await expect(report(ctx)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect(await listIntegrations({ ctx })).toMatchObject([{ status: 'error' }])
    clock += 5 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, failed: 1 })
    expect(await keep(ctx)).toEqual(NONE)
    clock += 10 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, failed: 1 })
    clock += 10 * MINUTE_MS
    expect(await keep(ctx)).toEqual(NONE)
    await setGoogleMode(platforms, { mode: 'normal' })
    clock += 5 * MINUTE_MS
    const told = nextEvent(ctx)
    expect(await keep(ctx)).toEqual({ ...NONE, mended: 1 })
    expect((await told).value).toMatchObject({ event: { type: 'connection', integrationId } })
    const [shown] = await listIntegrations({ ctx })
    expect(shown).toMatchObject({ status: 'active', isConnected: true })
    expect(shown).not.toHaveProperty('errorMessage')
  })

  test('four are asked at a time; a platform that is down is left alone until the next run, and no connection is the worse for it', async () => {
    const { ctx, integrationId: first } = await connect()
    const ids = [first]
    for (const _more of [2, 3, 4, 5, 6]) ids.push((await connect()).integrationId)
    clock += 46 * MINUTE_MS
    isTokenEndpointDown = true
    expect(await keep(ctx)).toEqual({ ...NONE, failed: 4, left: 2 })
    expect(refreshes).toBe(4)
    isTokenEndpointDown = false
    expect(await keep(ctx)).toEqual({ ...NONE, refreshed: 2 })
    clock += 60 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, refreshed: 6 })
    for (const id of ids) expect(await stored(id)).toMatchObject({ status: 'active' })
  })

  test('one that its person connects again, or tests, waits no longer', async () => {
    const { ctx, integrationId } = await connect()
    const later = { retryAt: new Date(clock + 24 * 60 * MINUTE_MS) }
    await PlatformIntegration.updateOne({ _id: integrationId }, later)
    await testIntegration({ ctx, input: { integrationId } })
    expect(await stored(integrationId)).not.toHaveProperty('retryAt')
    await PlatformIntegration.updateOne({ _id: integrationId }, later)
    await connectGoogle(ctx, platforms)
    clock += 46 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, refreshed: 1 })
  })

  test('one whose tokens do not open stops no other', async () => {
    const [broken, { ctx }] = [await connect(), await connect()]
    await PlatformIntegration.updateOne({ _id: broken.integrationId }, { 'credentials.refreshToken': 'v1.test.x.y.z' })
    clock += 46 * MINUTE_MS
    expect(await keep(ctx)).toEqual({ ...NONE, refreshed: 1, failed: 1 })
  })

  test('two servers at once refresh once; one that is told to end asks nothing', async () => {
    const { ctx } = await connect()
    const other = await startTestWorld({ platforms, fetch: watched, now: () => new Date(clock), keys: world.keys })
    try {
      clock += 46 * MINUTE_MS
      expect(await keep(ctx, AbortSignal.abort())).toEqual(NONE)
      await Promise.all([keep(ctx), keep(other.contextOf(ctx.actor))])
      expect(refreshes).toBe(1)
    } finally {
      await other.close()
    }
  })
})
