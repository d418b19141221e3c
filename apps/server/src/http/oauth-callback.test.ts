import { randomUUID } from 'node:crypto'
import { connectIntegrationOutput, integrationListContract, oauthAttemptContract } from '@parley/contracts'
import { databaseHandle, OAuthAttempt, PlatformIntegration } from '@parley/db'
import { consentWithoutBrowser } from '@parley/sandbox/platforms'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { type SandboxPlatforms, startTestPlatforms } from '@parley/testing/platforms'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Listener, listen } from '../listen.ts'
import { startTestApp } from './start-test-app.ts'

const PATH = '/oauth/google_analytics/callback'

const lines: string[] = []
/** Every token the provider gave out, as it went over the wire to us. */
const tokens: string[] = []
let world: TestWorld
let platforms: SandboxPlatforms
let listener: Listener

/** What connectors talk through; keeps the tokens it sees, for the tests to look for. */
const keepingTokens: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  const text = await response.text()
  for (const [, token] of text.matchAll(/"(?:access_token|refresh_token|id_token)":"([^"]+)"/g)) {
    if (token) tokens.push(token)
  }
  return new Response(text, { status: response.status, headers: response.headers })
}

beforeAll(async () => {
  listener = await listen({ port: 0, host: '127.0.0.1' })
  const redirectUri = `${listener.url}${PATH}`
  platforms = await startTestPlatforms({ publicBaseUrl: listener.url, redirectUris: [redirectUri] })
  world = await startTestWorld({ platforms, redirectUri, fetch: keepingTokens })
  await startTestApp(world, { listener, sandboxUrl: platforms.url, onLine: (line) => lines.push(line) })
})
afterAll(async () => {
  await listener.close(0)
  await world.close()
  await platforms.close()
})
beforeEach(async () => {
  await PlatformIntegration.deleteMany({})
})

interface Person {
  email: string
  cookie: string
}

async function signed(path: 'sign-up/email' | 'sign-in/email', email: string): Promise<Person> {
  const response = await fetch(`${listener.url}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: listener.url },
    body: JSON.stringify({ name: 'Ada', email, password: 'correct horse battery' }),
  })
  expect(response.status).toBe(200)
  const cookie = response.headers.getSetCookie().map((one) => one.split(';')[0])
  return { email, cookie: cookie.join('; ') }
}

const signUp = () => signed('sign-up/email', `${randomUUID()}@example.test`)

const outputs: string[] = []
const answered = z.object({ result: z.object({ data: z.unknown() }) })

async function call(
  { cookie }: Person,
  path: string,
  input: object | undefined,
  method: 'GET' | 'POST',
): Promise<unknown> {
  const query = method === 'GET' && input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
  const response = await fetch(`${listener.url}/trpc/${path}${query}`, {
    method,
    headers: { cookie, origin: listener.url, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(input) }),
  })
  const text = await response.text()
  outputs.push(text)
  expect(response.status, text).toBe(200)
  return answered.parse(JSON.parse(text)).result.data
}

async function connect(person: Person) {
  return connectIntegrationOutput.parse(
    await call(person, 'integrations.connect', { platform: 'google_analytics' }, 'POST'),
  )
}

/** The provider's answer to a consent that was just given, as the address it sends the browser to. */
async function consented(person: Person, scopes?: string[], account = 'sandbox-kenji') {
  const { attemptId, authorizationUrl } = await connect(person)
  const target = await consentWithoutBrowser(authorizationUrl, {
    via: listener.url,
    account,
    ...(scopes && { scopes }),
  })
  return { attemptId, target }
}

async function visit(target: URL, cookie: string, init: RequestInit = {}) {
  const response = await fetch(target, { headers: { cookie }, redirect: 'manual', ...init })
  const page = await response.text()
  outputs.push(page)
  return { response, page }
}

function changed(target: URL, changes: Record<string, string | string[] | null>, path = PATH): URL {
  const url = new URL(target)
  url.pathname = path
  for (const [name, value] of Object.entries(changes)) {
    url.searchParams.delete(name)
    for (const one of value === null ? [] : [value].flat()) url.searchParams.append(name, one)
  }
  return url
}

async function tokensStored(): Promise<number> {
  return PlatformIntegration.countDocuments({ 'credentials.accessToken': { $exists: true } })
}

describe('a consent', () => {
  test('goes through our own port and ends in a page that closes itself or goes back', async () => {
    const person = await signUp()
    const { attemptId, target } = await consented(person)
    expect(target.origin + target.pathname).toBe(`${listener.url}${PATH}`)
    const { response, page } = await visit(target, person.cookie)
    expect(response.status).toBe(200)
    expect(page).toContain('Google Analytics is connected: Sakura Tea.')
    expect(page).toContain(`data-return-to="/connections?attempt=${attemptId}"`)
    expect(page).toContain('<script src="/oauth/callback.js" defer></script>')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(response.headers.get('cache-control')).toBe('no-store')
    const attempt = oauthAttemptContract.parse(await call(person, 'integrations.getAttempt', { attemptId }, 'GET'))
    expect(attempt.status).toBe('completed')
    expect(await tokensStored()).toBe(1)
    const script = await fetch(`${listener.url}/oauth/callback.js`)
    expect(script.headers.get('content-type')).toContain('text/javascript')
  })

  test('the sandbox is never given a cookie of ours, nor we one of its', async () => {
    const person = await signUp()
    const { authorizationUrl } = await connect(person)
    const first = await fetch(authorizationUrl, {
      headers: { cookie: `${person.cookie}; other=1` },
      redirect: 'manual',
    })
    for (const cookie of first.headers.getSetCookie()) expect(cookie).toMatch(/^sandbox_/)
    expect(first.headers.getSetCookie().length).toBeGreaterThan(0)
    expect((await fetch(`${listener.url}/sandbox/../settings`, { method: 'POST' })).status).not.toBe(200)
    expect((await fetch(`${listener.url}/sandbox/%2e%2e/settings`, { method: 'POST' })).status).not.toBe(200)
    expect((await fetch(`${listener.url}/sandbox/google/auth`, { method: 'DELETE' })).status).toBe(404)
  })
})

interface Attack {
  name: string
  status: number
  says: RegExp
  run(person: Person): Promise<{ response: Response; page: string }>
}

const STALE = /could not be completed/

const ATTACKS: Attack[] = [
  ...(
    [
      ['no state', { state: null }],
      ['an empty state', { state: '' }],
      ['a state nobody gave out', { state: 'x'.repeat(43) }],
      ['a state of 600 characters', { state: 'x'.repeat(600) }],
      ['no code', { code: null }],
      ['an empty code', { code: '' }],
      ['an invented code', { code: 'invented' }],
      ['another issuer', { iss: 'https://accounts.example.com' }],
      ['no issuer', { iss: null }],
      ['an error besides a code', { error: 'server_error' }],
      ['two codes', { code: ['one', 'two'] }],
      ['a code in place of an error', { code: null, error: 'invalid_request', error_description: '<img src=x>' }],
    ] satisfies [string, Record<string, string | string[] | null>][]
  ).map(([name, changes]) => ({
    name,
    status: 400,
    says: name.includes('error besides') ? /not answering|could not be completed/ : STALE,
    run: async (person: Person) => visit(changed((await consented(person)).target, changes), person.cookie),
  })),
  {
    name: 'the state twice',
    status: 400,
    says: STALE,
    async run(person) {
      const { target } = await consented(person)
      const state = target.searchParams.get('state') ?? ''
      return visit(changed(target, { state: [state, state] }), person.cookie)
    },
  },
  {
    name: 'a state used before',
    status: 400,
    says: STALE,
    async run(person) {
      const { target } = await consented(person)
      await visit(changed(target, { code: null }), person.cookie)
      return visit(target, person.cookie)
    },
  },
  {
    name: 'a state used twice at once',
    status: 400,
    says: STALE,
    async run(person) {
      const { target } = await consented(person)
      const wrong = changed(target, { code: 'invented' })
      const both = await Promise.all([visit(wrong, person.cookie), visit(wrong, person.cookie)])
      return both[1]
    },
  },
  {
    name: 'the code of another attempt',
    status: 400,
    says: STALE,
    async run(person) {
      const [one, other] = [await consented(person), await consented(person)]
      return visit(changed(one.target, { code: other.target.searchParams.get('code') }), person.cookie)
    },
  },
  {
    name: 'another person’s browser',
    status: 400,
    says: STALE,
    run: async (person) => visit((await consented(person)).target, (await signUp()).cookie),
  },
  {
    name: 'another session of the same person',
    status: 400,
    says: STALE,
    run: async (person) =>
      visit((await consented(person)).target, (await signed('sign-in/email', person.email)).cookie),
  },
  {
    name: 'nobody signed in',
    status: 401,
    says: /not signed in/,
    run: async (person) => visit((await consented(person)).target, ''),
  },
  {
    name: 'after ten minutes',
    status: 400,
    says: /longer than ten minutes/,
    async run(person) {
      const { attemptId, target } = await consented(person)
      await OAuthAttempt.updateOne({ _id: attemptId }, { $set: { expiresAt: new Date(Date.now() - 1) } })
      return visit(target, person.cookie)
    },
  },
  ...['google_ads', '__proto__', 'google_analytics%00'].map((platform) => ({
    name: `the callback of ${platform}`,
    status: 400,
    says: STALE,
    run: async (person: Person) =>
      visit(changed((await consented(person)).target, {}, `/oauth/${platform}/callback`), person.cookie),
  })),
  {
    name: 'an attempt without its verifier',
    status: 400,
    says: STALE,
    async run(person) {
      const { attemptId, target } = await consented(person)
      await OAuthAttempt.updateOne({ _id: attemptId }, { $unset: { codeVerifier: 1 } })
      return visit(target, person.cookie)
    },
  },
  {
    name: 'the verifier of another attempt put in its place',
    status: 400,
    says: STALE,
    async run(person) {
      const [one, other] = [await consented(person), await consented(person)]
      const moved = await OAuthAttempt.findById(other.attemptId).select('+codeVerifier').lean()
      await OAuthAttempt.updateOne({ _id: one.attemptId }, { $set: { codeVerifier: moved?.codeVerifier } })
      return visit(one.target, person.cookie)
    },
  },
  {
    name: 'a consent without the permission to read',
    status: 400,
    says: /was not allowed to read/,
    run: async (person) => visit((await consented(person, [])).target, person.cookie),
  },
  {
    name: 'a refusal',
    status: 200,
    says: /You did not allow access/,
    async run(person) {
      const { authorizationUrl } = await connect(person)
      const target = await consentWithoutBrowser(authorizationUrl, { via: listener.url, decision: 'cancel' })
      return visit(target, person.cookie)
    },
  },
  {
    name: 'a provider that is down',
    status: 400,
    says: /is not answering/,
    async run(person) {
      const { target } = await consented(person)
      return visit(changed(target, { code: null, error: 'temporarily_unavailable' }), person.cookie)
    },
  },
]

describe('attacks on the callback store nothing and end in a clear page', () => {
  test.each(ATTACKS)('$name', async ({ status, says, run }) => {
    const { response, page } = await run(await signUp())
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(page).toMatch(says)
    expect(page).toContain('Back to Parley')
    expect(page).not.toMatch(/<img|[?&](?:code|state)=/)
    expect(await tokensStored()).toBe(0)
    expect(await PlatformIntegration.countDocuments({})).toBe(0)
  })

  test('an altered redirect address is refused by the provider itself', async () => {
    const { authorizationUrl } = await connect(await signUp())
    const url = new URL(authorizationUrl)
    url.searchParams.set('redirect_uri', 'https://thief.example/callback')
    await expect(consentWithoutBrowser(url.href, { via: listener.url })).rejects.toThrow(/redirect_uri/)
  })

  test('no other method', async () => {
    const person = await signUp()
    const { target } = await consented(person)
    const { response } = await visit(target, person.cookie, {
      method: 'POST',
      headers: { cookie: person.cookie, origin: listener.url },
    })
    expect(response.status).toBe(404)
    expect(await tokensStored()).toBe(0)
  })
})

describe('no token, code, state or verifier anywhere it does not belong', () => {
  test('not in the database, the logs, what the API answers or the pages', async () => {
    const person = await signUp()
    const { target } = await consented(person, undefined, 'sandbox-anna')
    const { page } = await visit(target, person.cookie)
    expect(page).toContain('Choose the account')
    const [integration] = integrationListContract.parse(await call(person, 'integrations.list', undefined, 'GET'))
    const integrationId = integration?.id ?? ''
    await call(person, 'integrations.selectAccount', { integrationId, accountId: '401000001' }, 'POST')
    await call(person, 'integrations.test', { integrationId }, 'POST')
    await call(
      person,
      'reports.run',
      {
        platform: 'google_analytics',
        metrics: ['sessions'],
        dateRange: { from: '2026-10-01', to: '2026-10-07' },
      },
      'GET',
    )
    const state = target.searchParams.get('state') ?? ''
    const secrets = [...tokens, target.searchParams.get('code') ?? '', state]
    expect(tokens.length).toBeGreaterThanOrEqual(3)
    expect(secrets.every((secret) => secret.length >= 20)).toBe(true)
    const collections = await databaseHandle().db.listCollections().toArray()
    expect(collections.length).toBeGreaterThan(8)
    const dump = await Promise.all(
      collections.map(async ({ name }) => JSON.stringify(await databaseHandle().db.collection(name).find().toArray())),
    )
    expect(dump.join()).toContain('v1.test.')
    expect(lines.length).toBeGreaterThan(20)
    for (const secret of secrets) {
      // The browser itself is given the state, in the address it goes to.
      const answers = secret === state ? [] : outputs
      for (const place of [...dump, ...lines, ...answers, JSON.stringify(world.logged)]) {
        expect(place.includes(secret)).toBe(false)
      }
    }
  })
})
