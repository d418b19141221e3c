import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SandboxPlatforms, startSandboxPlatforms } from '../start-sandbox-platforms.ts'
import { consentWithoutBrowser } from './consent-without-browser.ts'
import { ANALYTICS_SCOPE } from './scopes.ts'

const PUBLIC = 'http://127.0.0.1:3000'
const REDIRECT = `${PUBLIC}/oauth/google_analytics/callback`

let dataDir: string
let sandbox: SandboxPlatforms

const start = () => startSandboxPlatforms({ publicBaseUrl: PUBLIC, dataDir, redirectUris: [REDIRECT] })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-sandbox-'))
  sandbox = await start()
})
afterAll(async () => {
  await sandbox.close()
  await rm(dataDir, { recursive: true })
})

function request(change: Record<string, string | undefined> = {}) {
  const verifier = randomBytes(32).toString('base64url')
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: sandbox.google.clientId,
    redirect_uri: REDIRECT,
    scope: `openid email ${ANALYTICS_SCOPE}`,
    state: 'a-state',
    nonce: 'a-nonce',
    prompt: 'select_account consent',
    access_type: 'offline',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  }
  const url = new URL(sandbox.google.authorizationEndpoint)
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return { url: url.href, verifier }
}

async function post(url: string, fields: Record<string, string>) {
  const { clientId, clientSecret } = sandbox.google
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields })
  const response = await fetch(url, { method: 'POST', body })
  const text = await response.text()
  const answer: Record<string, string> = text ? JSON.parse(text) : {}
  return { status: response.status, answer }
}

async function connect(options: { account?: string; scopes?: string[] } = {}) {
  const { url, verifier } = request()
  const back = await consentWithoutBrowser(url, { via: sandbox.url, ...options })
  const code = back.searchParams.get('code') ?? ''
  const tokens = await post(sandbox.google.tokenEndpoint, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  })
  return { back, code, verifier, ...tokens }
}

const refresh = (token: string | undefined) =>
  post(sandbox.google.tokenEndpoint, { grant_type: 'refresh_token', refresh_token: token ?? '' })

async function accountsStatus(token: string | undefined) {
  const response = await fetch(`${sandbox.google.adminApiUrl}/v1beta/accountSummaries`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await response.body?.cancel()
  return response.status
}

describe('the sandbox provider', () => {
  test('describes itself under its public issuer', async () => {
    const response = await fetch(`${sandbox.url}/sandbox/google/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      issuer: `${PUBLIC}/sandbox/google`,
      authorization_endpoint: `${PUBLIC}/sandbox/google/auth`,
      token_endpoint: `${PUBLIC}/sandbox/google/token`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    })
  })

  test('shows who asks for what, says it is a sandbox, and sets only its own cookies under its own path', async () => {
    const { url } = request({ login_hint: 'kenji@sandbox.example' })
    const first = await fetch(url.replace(PUBLIC, sandbox.url), { redirect: 'manual' })
    const cookies = first.headers.getSetCookie()
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^sandbox_[a-z]+(\.sig)?=/)
      expect(cookie).toMatch(/path=\/sandbox\/google/i)
      expect(cookie).toMatch(/httponly/i)
    }
    const next = new URL(first.headers.get('location') ?? '', sandbox.url)
    const page = await fetch(new URL(next.pathname, sandbox.url), {
      headers: { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') },
    })
    const html = await page.text()
    expect(html).toContain('<strong>Sandbox.</strong>')
    expect(html).toContain('Parley wants to read your data')
    expect(html).toMatch(/value="sandbox-kenji" checked/)
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.googleapis\.com\/auth)/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('gives tokens for a code with its verifier, once', async () => {
    const { back, code, verifier, status, answer } = await connect()
    expect(back.origin + back.pathname).toBe(REDIRECT)
    expect(back.searchParams.get('state')).toBe('a-state')
    expect(back.searchParams.get('iss')).toBe(sandbox.google.issuer)
    expect(status).toBe(200)
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: `openid email ${ANALYTICS_SCOPE}` })
    const claims = JSON.parse(Buffer.from(answer.id_token?.split('.')[1] ?? '', 'base64url').toString())
    expect(claims).toMatchObject({ sub: 'sandbox-anna', email: 'anna@sandbox.example', nonce: 'a-nonce' })
    expect(await accountsStatus(answer.access_token)).toBe(200)

    const again = await post(sandbox.google.tokenEndpoint, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    })
    expect(again).toMatchObject({ status: 400, answer: { error: 'invalid_grant' } })
    // A replayed code also takes back what the first use gave (RFC 6749, 4.1.2).
    expect(await accountsStatus(answer.access_token)).toBe(401)
  })

  test.each([
    ['another verifier', { code_verifier: randomBytes(32).toString('base64url') }],
    ['another redirect', { redirect_uri: `${PUBLIC}/elsewhere` }],
    ['another client secret', { client_secret: 'guessed' }],
  ])('refuses a code with %s', async (_, change) => {
    const { url, verifier } = request()
    const back = await consentWithoutBrowser(url, { via: sandbox.url })
    const fields = { grant_type: 'authorization_code', redirect_uri: REDIRECT, code_verifier: verifier }
    const code = back.searchParams.get('code') ?? ''
    const { status, answer } = await post(sandbox.google.tokenEndpoint, { ...fields, code, ...change })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(answer.access_token).toBeUndefined()
  })

  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with a plain challenge', { code_challenge_method: 'plain' }],
  ])('refuses an authorization %s', async (_, change) => {
    const back = await consentWithoutBrowser(request(change).url, { via: sandbox.url })
    expect(back.searchParams.get('error')).toBe('invalid_request')
    expect(back.searchParams.get('code')).toBeNull()
  })

  test('shows an error page, not a redirect, for a redirect address that is not registered', async () => {
    const { url } = request({ redirect_uri: 'https://evil.example/callback' })
    await expect(consentWithoutBrowser(url, { via: sandbox.url })).rejects.toThrow(/400.*cannot go on/)
  })

  test('comes back with access_denied when the person cancels', async () => {
    const back = await consentWithoutBrowser(request().url, { via: sandbox.url, decision: 'cancel' })
    expect(back.searchParams.get('error')).toBe('access_denied')
    expect(back.searchParams.get('state')).toBe('a-state')
  })

  test('asks for the account every time, so another can be chosen', async () => {
    const { answer } = await connect({ account: 'sandbox-kenji' })
    const claims = JSON.parse(Buffer.from(answer.id_token?.split('.')[1] ?? '', 'base64url').toString())
    expect(claims.sub).toBe('sandbox-kenji')
  })

  test('leaves out what the person unticked', async () => {
    const { answer } = await connect({ scopes: [] })
    expect(answer.scope).toBe('openid email')
    expect(await accountsStatus(answer.access_token)).toBe(403)
  })

  test('rotates refresh tokens; one used twice ends the grant', async () => {
    const { answer: first } = await connect()
    const { answer: second } = await refresh(first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await accountsStatus(second.access_token)).toBe(200)
    expect((await refresh(first.refresh_token)).answer.error).toBe('invalid_grant')
    expect((await refresh(second.refresh_token)).answer.error).toBe('invalid_grant')
    expect(await accountsStatus(second.access_token)).toBe(401)
  })

  test.each(['access_token', 'refresh_token'])('revoking the %s ends the grant', async (which) => {
    const { answer } = await connect()
    expect((await post(sandbox.google.revocationEndpoint, { token: answer[which] ?? '' })).status).toBe(200)
    expect(await accountsStatus(answer.access_token)).toBe(401)
    expect((await refresh(answer.refresh_token)).answer.error).toBe('invalid_grant')
  })

  test('remembers grants, keys and the client secret over a restart', async () => {
    const { answer } = await connect()
    const { clientSecret } = sandbox.google
    await sandbox.close()
    sandbox = await start()
    expect(sandbox.google.clientSecret).toBe(clientSecret)
    expect(await accountsStatus(answer.access_token)).toBe(200)
    expect((await refresh(answer.refresh_token)).status).toBe(200)
  })
})
