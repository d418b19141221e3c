import { PlatformIntegration } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { connectGoogle, type SandboxPlatforms, setGoogleMode, startTestPlatforms } from '@parley/testing/platforms'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { disconnectIntegration } from './disconnect-integration.ts'
import { listIntegrations } from './list-integrations.ts'
import { runReport } from './run-report.ts'
import { testIntegration } from './test-integration.ts'

let platforms: SandboxPlatforms
let world: TestWorld
let clock = Date.now()
/** What was asked of the token endpoint, by grant type. */
let grants: string[] = []

const counting: typeof fetch = async (input, init) => {
  if (String(input) === platforms.google.tokenEndpoint)
    grants.push(new URLSearchParams(String(init?.body)).get('grant_type') ?? '')
  return fetch(input, init)
}

beforeAll(async () => {
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms, fetch: counting, now: () => new Date(clock) })
})
beforeEach(() => {
  clock = Date.now()
  grants = []
})
afterAll(async () => {
  await world.close()
  await platforms.close()
})

const input = {
  platform: 'google_analytics' as const,
  metrics: ['sessions'],
  dateRange: { from: '2026-10-01', to: '2026-10-07' },
}

async function connected(): Promise<{ ctx: MemberContext; integrationId: string }> {
  const ctx = world.contextOf((await createTenant()).owner)
  const integrationId = await connectGoogle(ctx, platforms)
  grants = []
  return { ctx, integrationId }
}

test('200 calls at once on an expired token make one refresh, and all are answered', async () => {
  const { ctx, integrationId } = await connected()
  const before = await PlatformIntegration.findById(integrationId).select('+credentials.accessToken').lean()
  clock += 2 * 3_600_000
  const reports = await Promise.all(Array.from({ length: 200 }, () => runReport({ ctx, input })))
  expect(grants).toEqual(['refresh_token'])
  expect(new Set(reports.map(({ totals }) => totals.sessions)).size).toBe(1)
  const after = await PlatformIntegration.findById(integrationId).select('+credentials.accessToken').lean()
  expect(after?.credentials?.accessToken).not.toBe(before?.credentials?.accessToken)
  expect(after?.credentials?.tokenExpiry?.getTime()).toBeGreaterThan(clock)
  expect(await listIntegrations({ ctx })).toMatchObject([{ status: 'active', isConnected: true }])
}, 60_000)

test('a token that the platform refuses before its time is refreshed once and asked again', async () => {
  const { ctx } = await connected()
  await setGoogleMode(platforms, { mode: 'expired' })
  expect((await runReport({ ctx, input })).rows.length).toBe(1)
  expect(grants).toEqual(['refresh_token'])
})

test('a grant that was taken back is noted, its tokens wiped, and the person told', async () => {
  const { ctx, integrationId } = await connected()
  const watching = new AbortController()
  const events = world.events.watch(ctx.actor.userId, null, watching.signal)[Symbol.asyncIterator]()
  const first = events.next()
  await setGoogleMode(platforms, { mode: 'revoked' })
  const answer = await testIntegration({ ctx, input: { integrationId } })
  expect(answer).toMatchObject({ ok: false, userMessage: expect.stringContaining('access was taken back') })
  expect((await first).value).toMatchObject({ event: { type: 'connection', integrationId } })
  watching.abort()
  expect(await listIntegrations({ ctx })).toMatchObject([{ status: 'revoked', isConnected: false }])
  const stored = await PlatformIntegration.findById(integrationId)
    .select('+credentials.accessToken +credentials.refreshToken')
    .lean()
  expect(stored?.credentials?.accessToken).toBeUndefined()
  expect(stored?.credentials?.refreshToken).toBeUndefined()
})

test('a disconnect while a refresh is under way wins: nothing is written back', async () => {
  const { ctx, integrationId } = await connected()
  clock += 2 * 3_600_000
  const asking = runReport({ ctx, input }).catch((error: unknown) => error)
  await disconnectIntegration({ ctx, input: { integrationId } })
  await asking
  const stored = await PlatformIntegration.findById(integrationId).select('+credentials.accessToken').lean()
  expect(stored?.credentials?.accessToken).toBeUndefined()
  expect(stored?.isConnected).toBe(false)
})

test('a test call says how long it took, and that the platform is down', async () => {
  const { ctx, integrationId } = await connected()
  expect(await testIntegration({ ctx, input: { integrationId } })).toMatchObject({ ok: true })
  await setGoogleMode(platforms, { mode: 'unavailable' })
  const answer = await testIntegration({ ctx, input: { integrationId } })
  await setGoogleMode(platforms, { mode: 'normal' })
  expect(answer).toMatchObject({ ok: false, userMessage: expect.stringContaining('is not answering') })
  expect(await listIntegrations({ ctx })).toMatchObject([{ status: 'active' }])
})

test('two servers on one database that refresh one connection at once make one refresh, and the grant lives on', async () => {
  const other = await startTestWorld({ platforms, fetch: counting, now: () => new Date(clock), keys: world.keys })
  try {
    const { ctx } = await connected()
    const there = other.contextOf(ctx.actor)
    for (const round of [1, 2, 3]) {
      clock += 2 * 3_600_000
      const asking = [ctx, there].flatMap((one) => Array.from({ length: 10 }, () => runReport({ ctx: one, input })))
      expect(new Set((await Promise.all(asking)).map(({ totals }) => totals.sessions)).size).toBe(1)
      expect(grants).toHaveLength(round)
    }
    expect(await listIntegrations({ ctx })).toMatchObject([{ status: 'active', isConnected: true }])
  } finally {
    await other.close()
  }
}, 60_000)
