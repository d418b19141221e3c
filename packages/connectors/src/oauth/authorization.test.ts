import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ConsentOptions,
  consentWithoutBrowser,
  type SandboxPlatforms,
  startSandboxPlatforms,
} from '@parley/sandbox/platforms'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ConnectorError } from '../connector-error.ts'
import { type Connectors, createConnectors } from '../create-connectors.ts'
import { resolveDateRange } from '../dates/date-ranges.ts'
import { googleAnalytics } from '../google-analytics/google-analytics.ts'
import { createMemoryConnectionStore, type MemoryConnectionStore } from '../memory-connection-store.ts'
import type { PlatformSetup } from '../platform.ts'
import { sandboxSetup } from '../sandbox-setup.ts'
import { buildAuthorizationUrl } from './authorization-url.ts'
import { hashState } from './begin-authorization.ts'
import { readState } from './complete-authorization.ts'

const PUBLIC = 'http://127.0.0.1:3000'
const REDIRECT = `${PUBLIC}/oauth/google_analytics/callback`
const NOW = new Date('2026-11-18T10:30:00Z')

let dataDir: string
let sandbox: SandboxPlatforms
let setup: PlatformSetup
let store: MemoryConnectionStore
let connectors: Connectors
/** Every request that left for the sandbox's loopback port. */
let requests: { path: string; body: string }[]

const observedFetch: typeof fetch = (input, init) => {
  requests.push({ path: new URL(String(input)).pathname, body: String(init?.body ?? '') })
  return fetch(input, init)
}
const refreshes = () => requests.filter(({ body }) => body.includes('grant_type=refresh_token')).length

function connectWith(now = () => new Date()) {
  return createConnectors({
    setups: { google_analytics: setup },
    store,
    now,
    fetch: observedFetch,
    sleep: async () => undefined,
  })
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-connectors-'))
  sandbox = await startSandboxPlatforms({
    publicBaseUrl: PUBLIC,
    dataDir,
    redirectUris: [REDIRECT],
    now: () => NOW.getTime(),
  })
  setup = sandboxSetup(sandbox.google, REDIRECT)
})
afterAll(async () => {
  await sandbox.close()
  await rm(dataDir, { recursive: true })
})
beforeEach(async () => {
  requests = []
  store = createMemoryConnectionStore()
  connectors = connectWith()
  await setMode({ mode: 'normal' })
})

async function setMode(mode: object) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(sandbox.google.settingsUrl, { method: 'POST', headers, body: JSON.stringify(mode) })
  expect(response.status).toBe(200)
}

async function authorize(options: Partial<ConsentOptions> = {}) {
  const { authorizationUrl, stateHash, codeVerifier } = await connectors.begin('google_analytics')
  const back = await consentWithoutBrowser(authorizationUrl, { via: sandbox.url, ...options })
  return { parameters: back.searchParams, stateHash, codeVerifier }
}

async function connect(options: Partial<ConsentOptions> = {}) {
  const grant = await connectors.complete('google_analytics', await authorize(options))
  store.add({ integrationId: 'one', platform: 'google_analytics', isSandbox: true, tokens: grant.tokens })
  return grant
}

function currentTokens() {
  const tokens = store.connections.get('one')?.tokens
  if (!tokens) throw new Error('There are no tokens.')
  return tokens
}

function replaceTokens(change: object) {
  const connection = store.connections.get('one')
  if (connection?.tokens) store.connections.set('one', { ...connection, tokens: { ...connection.tokens, ...change } })
}

async function failure(run: Promise<unknown>): Promise<ConnectorError> {
  const error = await run.catch((caught: unknown) => caught)
  if (!(error instanceof ConnectorError)) throw new Error(`It did not fail as it should: ${String(error)}`)
  return error
}

const lastWeek = async (compared = false) => {
  const account = (await connectors.listAccounts('one'))[0]
  if (!account) throw new Error('There is no account.')
  const dateRange = resolveDateRange('last_week', NOW, account.timeZone)
  return connectors.runReport('one', {
    account,
    metrics: ['sessions', 'activeUsers', 'engagementRate', 'totalRevenue'],
    dimensions: ['date'],
    dateRange,
    compareTo: compared ? { from: '2026-11-02', to: '2026-11-08' } : undefined,
    filters: [],
  })
}

describe('connecting', () => {
  test('the authorization request says all it must and nothing secret', async () => {
    const { authorizationUrl, stateHash, codeVerifier } = await connectors.begin(
      'google_analytics',
      'anna@sandbox.example',
    )
    const url = new URL(authorizationUrl)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'openid email https://www.googleapis.com/auth/analytics.readonly',
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'select_account consent',
      login_hint: 'anna@sandbox.example',
    })
    expect(hashState(url.searchParams.get('state') ?? '')).toBe(stateHash)
    for (const secret of [codeVerifier, stateHash, sandbox.google.clientSecret])
      expect(authorizationUrl).not.toContain(secret)
  })

  test('no two attempts share anything, and the URL is a pure function', async () => {
    const begun = await Promise.all(Array.from({ length: 100 }, () => connectors.begin('google_analytics')))
    expect(new Set(begun.flatMap(({ stateHash, codeVerifier }) => [stateHash, codeVerifier])).size).toBe(200)
    const secrets = { state: 's', codeChallenge: 'c', nonce: 'n' }
    expect(buildAuthorizationUrl(googleAnalytics, setup, secrets)).toBe(
      buildAuthorizationUrl(googleAnalytics, setup, secrets),
    )
  })

  test('consent gives tokens, who signed in, and the accounts with currency and zone', async () => {
    const grant = await connect()
    expect(grant).toMatchObject({ subject: 'sandbox-anna', email: 'anna@sandbox.example' })
    expect(grant.tokens.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000)
    expect(await connectors.listAccounts('one')).toEqual([
      {
        accountId: '401000001',
        name: 'Nordlicht Bikes',
        managerId: '701001',
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
      },
      {
        accountId: '401000002',
        name: 'Harbor Coffee',
        managerId: '701001',
        currency: 'USD',
        timeZone: 'America/Los_Angeles',
      },
    ])
  })

  test('a permission left out is refused, and the grant taken back', async () => {
    const error = await failure(connect({ scopes: [] }))
    expect(error).toMatchObject({
      kind: 'missing_scope',
      userMessage: expect.stringContaining('leave the permission ticked'),
    })
    expect(requests.map(({ path }) => path)).toEqual(['/sandbox/google/token', '/sandbox/google/token/revocation'])
    const refreshToken = new URLSearchParams(requests[1]?.body).get('token') ?? ''
    store.add({
      integrationId: 'one',
      platform: 'google_analytics',
      isSandbox: true,
      tokens: { accessToken: 'x', refreshToken, expiresAt: new Date(0), scope: [] },
    })
    expect((await failure(connectors.listAccounts('one'))).kind).toBe('revoked')
  })
})

describe('attacks on the callback leave no tokens', () => {
  type Callback = Awaited<ReturnType<typeof authorize>>
  const set = (callback: Callback, name: string, value: string) => callback.parameters.set(name, value)
  const attacks: [string, (callback: Callback) => void | Promise<void>, number][] = [
    ['state missing', (callback) => callback.parameters.delete('state'), 0],
    ['state empty', (callback) => set(callback, 'state', ''), 0],
    ['state of another', (callback) => set(callback, 'state', 'A'.repeat(43)), 0],
    ['state twice', (callback) => callback.parameters.append('state', callback.parameters.get('state') ?? ''), 0],
    [
      'state of another attempt of one’s own',
      async (callback) =>
        void Object.assign(callback, { stateHash: (await connectors.begin('google_analytics')).stateHash }),
      0,
    ],
    ['code missing', (callback) => callback.parameters.delete('code'), 0],
    ['code empty', (callback) => set(callback, 'code', ''), 0],
    ['code twice', (callback) => callback.parameters.append('code', 'second'), 0],
    ['issuer missing (mix-up)', (callback) => callback.parameters.delete('iss'), 0],
    ['issuer of another (mix-up)', (callback) => set(callback, 'iss', 'https://accounts.google.com'), 0],
    ['tokens in the address', (callback) => set(callback, 'id_token', 'eyJhbGciOiJub25lIn0.e30.'), 0],
    ['an error beside the code', (callback) => set(callback, 'error', 'invalid_scope'), 0],
    ['code guessed', (callback) => set(callback, 'code', 'guessed'), 1],
    [
      'code of another attempt (injection)',
      async (callback) => set(callback, 'code', (await authorize()).parameters.get('code') ?? ''),
      1,
    ],
    [
      'verifier of another attempt',
      async (callback) =>
        void Object.assign(callback, { codeVerifier: (await connectors.begin('google_analytics')).codeVerifier }),
      1,
    ],
    ['verifier stripped', (callback) => void Object.assign(callback, { codeVerifier: ' ' }), 1],
    ['code replayed', async (callback) => void (await connectors.complete('google_analytics', callback)), 2],
  ]

  test.each(attacks)('%s', async (_, attack, tokenRequests) => {
    const callback = await authorize()
    await attack(callback)
    const error = await failure(connectors.complete('google_analytics', callback))
    expect(error.kind).toBe('invalid_callback')
    expect(requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(tokenRequests)
    for (const secret of [callback.codeVerifier.trim(), callback.parameters.get('code'), sandbox.google.clientSecret]) {
      if (secret) expect(`${error.message} ${error.userMessage} ${error.stack}`).not.toContain(secret)
    }
  })

  test('an altered redirect address', async () => {
    const callback = await authorize()
    const altered = { ...setup, redirectUri: `${PUBLIC}/oauth/google_ads/callback` }
    const other = createConnectors({ setups: { google_analytics: altered }, store, now: () => new Date() })
    expect((await failure(other.complete('google_analytics', callback))).kind).toBe('invalid_callback')
    const { authorizationUrl } = await other.begin('google_analytics')
    await expect(consentWithoutBrowser(authorizationUrl, { via: sandbox.url })).rejects.toThrow('redirect_uri')
  })

  test('a challenge stripped from the request', async () => {
    const { authorizationUrl, stateHash, codeVerifier } = await connectors.begin('google_analytics')
    const url = new URL(authorizationUrl)
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    const back = await consentWithoutBrowser(url.href, { via: sandbox.url })
    const callback = { parameters: back.searchParams, stateHash, codeVerifier }
    expect((await failure(connectors.complete('google_analytics', callback))).kind).toBe('invalid_callback')
  })

  test('a nonce replaced on the way', async () => {
    const { authorizationUrl, stateHash, codeVerifier } = await connectors.begin('google_analytics')
    const url = new URL(authorizationUrl)
    url.searchParams.set('nonce', 'of-an-earlier-sign-in')
    const back = await consentWithoutBrowser(url.href, { via: sandbox.url })
    const callback = { parameters: back.searchParams, stateHash, codeVerifier }
    expect((await failure(connectors.complete('google_analytics', callback))).kind).toBe('invalid_response')
  })

  test('a refusal is told as one', async () => {
    const callback = await authorize({ decision: 'cancel' })
    const error = await failure(connectors.complete('google_analytics', callback))
    expect(error).toMatchObject({ kind: 'denied', userMessage: expect.stringContaining('You did not allow access') })
    callback.stateHash = hashState('another')
    expect((await failure(connectors.complete('google_analytics', callback))).kind).toBe('invalid_callback')
  })

  test.each([
    ['access_denied', 'denied'],
    ['server_error', 'provider_down'],
    ['temporarily_unavailable', 'provider_down'],
    ['unauthorized_client', 'misconfigured'],
    ['<script>alert(1)</script>', 'invalid_callback'],
  ])('the provider’s error %s is %s', async (error, kind) => {
    const { authorizationUrl, stateHash, codeVerifier } = await connectors.begin('google_analytics')
    const state = new URL(authorizationUrl).searchParams.get('state') ?? ''
    const parameters = new URLSearchParams({ state, error, iss: setup.endpoints.issuer })
    const failed = await failure(connectors.complete('google_analytics', { parameters, stateHash, codeVerifier }))
    expect(failed.kind).toBe(kind)
    expect(`${failed.message} ${failed.userMessage}`).not.toContain('script')
  })

  test.each([[''], ['state='], ['state=a&state=b'], [`state=${'a'.repeat(501)}`], ['State=a']])(
    '%j names no attempt',
    (query) => {
      expect(readState(new URLSearchParams(query))).toBeNull()
    },
  )
})

describe('using a connection', () => {
  test('a report with its totals, the week before, the changes and where it comes from', async () => {
    await connect()
    const report = await lastWeek(true)
    expect(report.columns.map(({ name, kind, unit }) => [name, kind, unit])).toEqual([
      ['date', 'dimension', 'date'],
      ['sessions', 'metric', 'count'],
      ['activeUsers', 'metric', 'count'],
      ['engagementRate', 'metric', 'ratio'],
      ['totalRevenue', 'metric', 'currency'],
    ])
    expect(report.rows.map(([date]) => date)).toEqual(
      ['09', '10', '11', '12', '13', '14', '15'].map((day) => `2026-11-${day}`),
    )
    expect(report.rows.reduce((sum, [, sessions]) => sum + Number(sessions), 0)).toBe(report.totals.sessions)
    const [now, before, change] = [
      report.totals.sessions ?? 0,
      report.previousTotals?.sessions ?? 0,
      report.changes?.sessions,
    ]
    expect(before).toBeGreaterThan(0)
    expect(change?.absolute).toBe(now - before)
    expect(change?.relative).toBeCloseTo((now - before) / before, 9)
    expect(report.provenance).toEqual({
      platform: 'google_analytics',
      accountId: '401000001',
      accountName: 'Nordlicht Bikes',
      dateRange: { from: '2026-11-09', to: '2026-11-15' },
      compareTo: { from: '2026-11-02', to: '2026-11-08' },
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      fetchedAt: expect.stringMatching(/Z$/),
      isSampled: false,
      isSandbox: true,
    })
  })

  test('knows every metric and dimension of the catalogue', async () => {
    await connect()
    const account = (await connectors.listAccounts('one'))[1]
    if (!account) throw new Error('There is no account.')
    const dateRange = { from: '2026-11-14', to: '2026-11-15' }
    const metrics = googleAnalytics.metrics.map(({ name }) => name)
    for (const { name, unit } of googleAnalytics.dimensions) {
      const query = { account, dimensions: [name], dateRange, filters: [] }
      const halves = [metrics.slice(0, 10), metrics.slice(10)]
      const reports = await Promise.all(halves.map((half) => connectors.runReport('one', { ...query, metrics: half })))
      for (const { rows, columns, totals } of reports) {
        expect(rows.length).toBeGreaterThan(0)
        expect(columns[0]).toMatchObject({ name, unit, kind: 'dimension' })
        expect(Object.values(totals).every((total) => typeof total === 'number')).toBe(true)
      }
    }
  })

  test('filters on text and on size, and names nobody knows', async () => {
    await connect()
    const account = (await connectors.listAccounts('one'))[0]
    if (!account) throw new Error('There is no account.')
    const query = {
      account,
      metrics: ['sessions'],
      dimensions: ['country'],
      dateRange: { from: '2026-10-01', to: '2026-10-31' },
    }
    const all = await connectors.runReport('one', { ...query, filters: [] })
    const some = await connectors.runReport('one', {
      ...query,
      compareTo: { from: '2026-09-01', to: '2026-09-30' },
      filters: [
        { field: 'country', operator: 'not_equals', value: 'germany' },
        { field: 'sessions', operator: 'greater_than', value: 400 },
      ],
    })
    expect(all.rows[0]?.[0]).toBe('Germany')
    expect(some.rows).toEqual(all.rows.filter(([country, sessions]) => country !== 'Germany' && Number(sessions) > 400))
    expect(some.rows.length).toBeGreaterThan(1)
    expect(some.totals.sessions).toBe(some.rows.reduce((sum, [, sessions]) => sum + Number(sessions), 0))
    const error = await failure(connectors.runReport('one', { ...query, metrics: ['happiness'], filters: [] }))
    expect(error).toMatchObject({ kind: 'invalid_request', userMessage: expect.stringContaining('sessions') })
  })

  test('200 calls at once on an expired token make exactly one refresh, and all are answered', async () => {
    await connect()
    replaceTokens({ expiresAt: new Date(0) })
    const before = currentTokens()
    const answers = await Promise.all(Array.from({ length: 200 }, () => connectors.listAccounts('one')))
    expect(answers.every((accounts) => accounts.length === 2)).toBe(true)
    expect(refreshes()).toBe(1)
    expect(currentTokens().refreshToken).not.toBe(before.refreshToken)
  })

  test('tokens the platform suddenly refuses are refreshed once for all, unseen', async () => {
    await connect()
    await setMode({ mode: 'expired' })
    await Promise.all(Array.from({ length: 50 }, () => connectors.listAccounts('one')))
    expect(refreshes()).toBe(1)
    expect(store.connections.get('one')?.status).toBe('active')
  })

  test('an old refresh token used again ends the grant, and the connection says so', async () => {
    await connect()
    const stolen = currentTokens()
    replaceTokens({ expiresAt: new Date(0) })
    await connectors.listAccounts('one')
    const thief = createMemoryConnectionStore()
    thief.add({
      integrationId: 'one',
      platform: 'google_analytics',
      isSandbox: true,
      tokens: { ...stolen, expiresAt: new Date(0) },
    })
    const other = createConnectors({ setups: { google_analytics: setup }, store: thief, now: () => new Date() })
    expect((await failure(other.listAccounts('one'))).kind).toBe('revoked')
    expect((await failure(connectors.listAccounts('one'))).kind).toBe('revoked')
    expect(store.connections.get('one')).toMatchObject({
      status: 'revoked',
      errorMessage: expect.stringContaining('Google Analytics'),
    })
  })

  test('disconnecting takes the grant back at the provider, and says when it could not', async () => {
    const { tokens } = await connect()
    expect(await connectors.revoke('google_analytics', tokens)).toBe(true)
    expect((await failure(connectors.listAccounts('one'))).kind).toBe('revoked')
    const unreachable = { ...setup, endpoints: { ...setup.endpoints, revocationEndpoint: 'http://127.0.0.1:1/revoke' } }
    const other = createConnectors({ setups: { google_analytics: unreachable }, store, now: () => new Date() })
    expect(await other.revoke('google_analytics', tokens)).toBe(false)
  })

  test.each([
    [{ mode: 'unauthorized' }, 'expired', 'expired'],
    [{ mode: 'missing_scope' }, 'missing_scope', 'error'],
    [{ mode: 'revoked' }, 'revoked', 'revoked'],
    [{ mode: 'rate_limited', retryAfterSeconds: 60 }, 'rate_limited', 'active'],
    [{ mode: 'unavailable' }, 'provider_down', 'active'],
  ])('%j is %s and leaves the connection %s', async (mode, kind, status) => {
    await connect()
    await setMode(mode)
    const error = await failure(connectors.listAccounts('one'))
    expect([error.kind, store.connections.get('one')?.status]).toEqual([kind, status])
    if (kind === 'rate_limited') expect(error.retryAfterMs).toBe(60_000)
  })

  test('what passes by itself is not noticed', async () => {
    await connect()
    await setMode({ mode: 'rate_limited', retryAfterSeconds: 1, times: 2 })
    expect(await connectors.listAccounts('one')).toHaveLength(2)
    await setMode({ mode: 'unavailable', times: 1 })
    expect(await connectors.listAccounts('one')).toHaveLength(2)
    await setMode({ mode: 'slow', delayMs: 30, times: 1 })
    expect(await connectors.listAccounts('one')).toHaveLength(2)
  })

  test('another person’s account cannot be read', async () => {
    await connect({ account: 'sandbox-kenji' })
    const account = { accountId: '401000001', name: 'Nordlicht Bikes', currency: 'EUR', timeZone: 'Europe/Berlin' }
    const query = {
      account,
      metrics: ['sessions'],
      dimensions: [],
      dateRange: { from: '2026-11-09', to: '2026-11-15' },
      filters: [],
    }
    expect((await failure(connectors.runReport('one', query))).kind).toBe('no_access')
  })

  test('no error of any of this holds a token', async () => {
    const { tokens } = await connect()
    for (const mode of ['unauthorized', 'missing_scope', 'unavailable', 'revoked']) {
      await setMode({ mode })
      const error = await failure(connectors.listAccounts('one'))
      const told = `${error.message} ${error.userMessage} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
      const { accessToken, refreshToken } = currentTokens()
      for (const token of [tokens.accessToken, tokens.refreshToken, accessToken, refreshToken])
        expect(told).not.toContain(token)
    }
  })
})
