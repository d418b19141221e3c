import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { ConnectorError } from '../connector-error.ts'
import { googleAnalytics } from '../google-analytics/google-analytics.ts'
import { createApiClient } from './api-client.ts'
import { createBoundedFetch } from './bounded-fetch.ts'
import { parseRetryAfter } from './retry-after.ts'

const NOW = new Date('2026-11-18T10:00:00Z')
const TOKEN = 'ya29.planted-access-token'
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

function client(limits = { timeoutMs: 5_000, maxBytes: 1_000 }) {
  const pauses: number[] = []
  const api = createApiClient({
    accessToken: TOKEN,
    platform: googleAnalytics,
    fetch: createBoundedFetch(fetch, limits),
    now: () => NOW,
    sleep: async (ms) => void pauses.push(ms),
  })
  return { api, pauses }
}

/** Answers with these statuses in turn, then with 200. */
function inTurn(answers: { status: number; headers?: Record<string, string>; body?: object }[]) {
  const seen: string[] = []
  const listener: RequestListener = (request, response) => {
    seen.push(`${request.method} ${request.headers.authorization === `Bearer ${TOKEN}`}`)
    const answer = answers[seen.length - 1]
    response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json', ...answer?.headers })
    response.end(JSON.stringify(answer?.body ?? { good: true }))
  }
  return { seen, listener }
}

async function failure(run: Promise<unknown>): Promise<ConnectorError> {
  const error = await run.catch((caught: unknown) => caught)
  if (!(error instanceof ConnectorError)) throw new Error('It did not fail as it should.')
  expect(`${error.message} ${error.userMessage} ${JSON.stringify(error)}`).not.toContain(TOKEN)
  return error
}

describe('requests to a platform', () => {
  test('carry the token and give the JSON', async () => {
    const { seen, listener } = inTurn([])
    const url = await serve(listener)
    expect(await client().api.requestJson({ url, body: { a: 1 } })).toEqual({ good: true })
    expect(seen).toEqual(['POST true'])
  })

  test('are repeated after 429, 5xx and silence, waiting as long as asked', async () => {
    const { seen, listener } = inTurn([{ status: 429, headers: { 'retry-after': '2' } }, { status: 503 }])
    const url = await serve(listener)
    const { api, pauses } = client()
    expect(await api.requestJson({ url })).toEqual({ good: true })
    expect(seen).toHaveLength(3)
    expect(pauses).toEqual([2_000, 900])
  })

  test('end after three, and at once where the pause would be long', async () => {
    const down = inTurn(Array.from({ length: 9 }, () => ({ status: 500 })))
    expect((await failure(client().api.requestJson({ url: await serve(down.listener) }))).kind).toBe('provider_down')
    expect(down.seen).toHaveLength(3)
    const limited = inTurn([{ status: 429, headers: { 'retry-after': '3600' } }])
    const error = await failure(client().api.requestJson({ url: await serve(limited.listener) }))
    expect([error.kind, error.retryAfterMs, limited.seen.length]).toEqual(['rate_limited', 3_600_000, 1])
  })

  const info = (status: string, reason: string) => ({
    error: {
      status,
      message: 'said',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }],
    },
  })
  test.each([
    [401, { error: { status: 'UNAUTHENTICATED' } }, 'expired'],
    [403, info('PERMISSION_DENIED', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'), 'missing_scope'],
    [403, info('PERMISSION_DENIED', 'SERVICE_DISABLED'), 'misconfigured'],
    [403, { error: { status: 'PERMISSION_DENIED' } }, 'no_access'],
    [404, undefined, 'no_access'],
    [400, { error: { status: 'INVALID_ARGUMENT' } }, 'invalid_request'],
    [418, { surprise: TOKEN }, 'invalid_response'],
  ])('%i with %j is %s, asked once', async (status, body, kind) => {
    const { seen, listener } = inTurn([{ status, ...(body && { body }) }])
    const error = await failure(client().api.requestJson({ url: await serve(listener) }))
    expect([error.kind, seen.length]).toEqual([kind, 1])
    expect(error.userMessage).toMatch(/^[A-Z].*\.$/)
  })

  test('do not wait for ever, read without end, follow redirects or take HTML for data', async () => {
    const never = await serve(() => undefined)
    expect((await failure(client({ timeoutMs: 20, maxBytes: 1_000 }).api.requestJson({ url: never }))).kind).toBe(
      'provider_down',
    )
    const endless = await serve((_, response) => void response.end(JSON.stringify('x'.repeat(5_000))))
    expect((await failure(client().api.requestJson({ url: endless }))).kind).toBe('invalid_response')
    const elsewhere = inTurn([])
    const target = await serve(elsewhere.listener)
    const redirecting = await serve((_, response) => void response.writeHead(302, { location: target }).end())
    expect((await failure(client().api.requestJson({ url: redirecting }))).kind).toBe('invalid_response')
    expect(elsewhere.seen).toEqual([])
    const html = await serve((_, response) => void response.end('<html>Sign in</html>'))
    expect((await failure(client().api.requestJson({ url: html }))).kind).toBe('invalid_response')
  })
})

test.each([
  [null, null],
  ['0', 0],
  ['120', 120_000],
  ['Wed, 18 Nov 2026 10:00:30 GMT', 30_000],
  ['Wed, 18 Nov 2026 09:00:00 GMT', 0],
  ['soon', null],
])('Retry-After %j is %j ms', (header, ms) => {
  expect(parseRetryAfter(header, NOW.getTime())).toBe(ms)
})
