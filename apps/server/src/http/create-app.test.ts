import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { errorDataContract } from '@parley/contracts'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Listener } from '../listen.ts'
import { MAX_BODY_BYTES } from './create-app.ts'
import { SECRET, startTestApp } from './start-test-app.ts'
import { MAX_BATCH } from './trpc-route.ts'

const PASSWORD = 'correct horse battery'
const PAGE = '<!doctype html><title>Parley</title>'
const SCRIPT = 'console.info("hello from a hashed file")'

const lines: string[] = []
let world: TestWorld
let listener: Listener
let webFolder: string
let problems: string[] = []

beforeAll(async () => {
  world = await startTestWorld()
  webFolder = await mkdtemp(join(tmpdir(), 'parley-web-'))
  await mkdir(join(webFolder, 'assets'))
  await mkdir(join(webFolder, '.vite'))
  await writeFile(join(webFolder, 'index.html'), PAGE)
  await writeFile(join(webFolder, '.vite/manifest.json'), '{}')
  await writeFile(join(webFolder, 'assets/main-Bx71c0de.js'), SCRIPT)
  await writeFile(join(webFolder, 'assets/main-Bx71c0de.js.br'), brotliCompressSync(SCRIPT))
  listener = await startTestApp(world, {
    webFolder,
    findProblems: async () => problems,
    onLine: (line) => lines.push(line),
  })
})

afterAll(async () => {
  await listener.close(0)
  await world.close()
  await rm(webFolder, { recursive: true, force: true })
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${listener.url}${path}`, { headers })

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${listener.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: listener.url, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function signUp() {
  const email = `${randomUUID()}@example.test`
  const response = await post('/api/auth/sign-up/email', { name: 'Ada Marketer', email, password: PASSWORD })
  const { token } = z.object({ token: z.string() }).parse(await response.json())
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { email, token, cookie, authorization: { authorization: `Bearer ${token}` } }
}

const inEnvelope = z.object({ error: z.object({ message: z.string(), code: z.int(), data: errorDataContract }) })
const trpcErrorOf = async (response: Response) => inEnvelope.parse(await response.json()).error.data

/** Writes raw bytes to the port and resolves with what came back, until the server closes or 300 ms are quiet. */
function speakRaw(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(listener.port, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.setTimeout(300, () => socket.destroy())
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(answer))
  })
}

describe('health', () => {
  test('says whether the process answers, and whether the database does', async () => {
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
    problems = ['The index of this is missing.']
    const notReady = await get('/readyz')
    problems = []
    expect(notReady.status).toBe(503)
    expect(await notReady.json()).toEqual({ status: 'not ready', problems: ['The index of this is missing.'] })
  })
})

describe('every answer', () => {
  test.each(['/', '/healthz', '/trpc/nothing.here', '/api/none', '/assets/none.js', '/conversations/abc'])(
    '%s has the security headers and a request id',
    async (path) => {
      const { headers } = await get(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("connect-src 'self';")
      expect(policy).toContain("object-src 'none'")
      expect(policy).toContain("base-uri 'none'")
      expect(policy).toContain("frame-ancestors 'self'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe|style-src [^;]*unsafe|https?:/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-request-id')).toMatch(/^[\w-]+$/)
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test('keeps a sane request id and replaces another', async () => {
    expect((await get('/healthz', { 'x-request-id': 'edge-42' })).headers.get('x-request-id')).toBe('edge-42')
    for (const bad of ['a b', 'x'.repeat(300), '{"a":1}'])
      expect((await get('/healthz', { 'x-request-id': bad })).headers.get('x-request-id')).not.toBe(bad)
  })
})

describe('limits', () => {
  test('a body over 1 MB is refused, announced or not', async () => {
    const announced = await post('/trpc/messages.send', JSON.stringify({ text: 'x'.repeat(MAX_BODY_BYTES) }))
    expect(announced.status).toBe(413)
    expect(await trpcErrorOf(announced)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', userMessage: expect.any(String) })
    const piece = new TextEncoder().encode('x'.repeat(64 * 1024))
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        sent += piece.length
        controller.enqueue(piece)
        if (sent > 2 * MAX_BODY_BYTES) controller.close()
      },
    })
    const init = { method: 'POST', body, duplex: 'half', headers: { origin: listener.url } } as const
    const streamed = await fetch(`${listener.url}/api/auth/sign-in/email`, init).catch(() => null)
    expect(streamed?.status ?? 413).toBe(413)
  })

  test(`at most ${MAX_BATCH} queries in a batch`, async () => {
    const { authorization } = await signUp()
    const batch = (size: number) => {
      const path = Array(size).fill('account.get').join(',')
      return get(`/trpc/${path}?batch=1&input=${encodeURIComponent('{}')}`, authorization)
    }
    const full = await batch(MAX_BATCH)
    expect(full.status).toBe(200)
    expect(await full.json()).toHaveLength(MAX_BATCH)
    expect((await batch(MAX_BATCH + 1)).status).toBe(400)
  })

  test('mutations come one at a time, by POST', async () => {
    const { authorization } = await signUp()
    const batched = await post('/trpc/conversations.create?batch=1', { 0: {} }, authorization)
    expect(await trpcErrorOf(batched)).toMatchObject({ code: 'BAD_REQUEST' })
    const byGet = await get(`/trpc/conversations.create?input=${encodeURIComponent('{}')}`, authorization)
    expect(byGet.status).toBe(405)
    const put = await fetch(`${listener.url}/trpc/conversations.create`, { method: 'PUT', headers: authorization })
    expect(put.status).toBe(405)
  })
})

describe('other sites', () => {
  test('cannot change anything with our cookies', async () => {
    const { cookie } = await signUp()
    const foreign = await post('/trpc/conversations.create', {}, { cookie, origin: 'https://evil.example.com' })
    expect(foreign.status).toBe(403)
    expect(await trpcErrorOf(foreign)).toMatchObject({ code: 'FORBIDDEN' })
    expect((await post('/api/auth/sign-out', {}, { cookie, origin: 'https://evil.example.com' })).status).toBe(403)
    expect((await post('/trpc/conversations.create', {}, { cookie })).status).toBe(200)
  })

  test('are not answered under another name for this machine', async () => {
    const answer = await speakRaw(
      'GET /trpc/account.get HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 403/)
  })
})

describe('what is malformed', () => {
  const request = (line: string, headers = '') => `${line}\r\nHost: 127.0.0.1\r\n${headers}\r\n`
  test.each<[string, string | Buffer]>([
    ['binary noise', Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 73) % 256))],
    ['a TLS hello', Buffer.from('16030100f8010000f40303', 'hex')],
    ['a zero byte in the path', request('GET /\0 HTTP/1.1')],
    ['an absolute address that is none', request('GET http://[::1 HTTP/1.1')],
    ['a broken escape', request('GET /trpc/%E0%A4%A HTTP/1.1')],
    ['a path out of the folder', request('GET /../../../../etc/passwd HTTP/1.1')],
    ['an escaped path out of the folder', request('GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1')],
    ['a prototype for a procedure', request('GET /trpc/__proto__.constructor HTTP/1.1')],
    ['an empty procedure', request('GET /trpc/ HTTP/1.1')],
    ['commas for procedures', request('GET /trpc/,,,,?batch=1 HTTP/1.1')],
    ['input that is no JSON', request('GET /trpc/account.get?input={ HTTP/1.1')],
    ['a header line without a name', request('GET / HTTP/1.1', ': x\r\n')],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', request('GET / HTTP/1.1', 'Host: 127.0.0.2\r\n')],
    ['a host with spaces', 'GET / HTTP/1.1\r\nHost: a b c\r\n\r\n'],
    ['headers over 16 KB', request('GET / HTTP/1.1', `x: ${'y'.repeat(20_000)}\r\n`)],
    ['a length that is none', request('POST /trpc/conversations.create HTTP/1.1', 'Content-Length: many\r\n')],
    ['two lengths', request('POST /trpc/x HTTP/1.1', 'Content-Length: 1\r\nContent-Length: 2\r\n')],
    ['a length and chunks', request('POST /trpc/x HTTP/1.1', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n')],
    ['broken chunks', `${request('POST /trpc/x HTTP/1.1', 'Transfer-Encoding: chunked\r\n')}zz\r\n`],
    ['a body that ends early', `${request('POST /trpc/x HTTP/1.1', 'Content-Length: 100\r\n')}{`],
    ['an unknown method', request('BREW /pot HTTP/1.1')],
    ['a cookie of noise', request('GET /trpc/account.get HTTP/1.1', 'Cookie: parley.session_token=%%%;;;=\r\n')],
    ['a token of noise', request('GET /trpc/account.get HTTP/1.1', 'Authorization: Bearer %E0%A4%A.%%\r\n')],
  ])('%s is refused and the server goes on', async (_what, bytes) => {
    const answer = await speakRaw(bytes)
    expect(answer).not.toMatch(/^HTTP\/1\.1 5/)
    expect(answer).not.toMatch(/root:x:|\n\s+at /)
    expect((await get('/healthz')).status).toBe(200)
  })

  test.each(['{', '[]', '"text"', 'null', '{"__proto__":{"role":"owner"}}', '\u0000'])(
    'the body %j is a bad request, not a failure',
    async (body) => {
      const { authorization } = await signUp()
      const response = await post('/trpc/messages.send', body, authorization)
      expect(response.status).toBe(400)
      expect((await post('/api/auth/sign-in/email', body)).status).toBeLessThan(500)
    },
  )
})

describe('the web app', () => {
  test('hashed files are kept for good and sent compressed as they lie there', async () => {
    const plain = await get('/assets/main-Bx71c0de.js', { 'accept-encoding': 'identity' })
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await plain.text()).toBe(SCRIPT)
    const compressed = await get('/assets/main-Bx71c0de.js', { 'accept-encoding': 'gzip, br' })
    expect(compressed.headers.get('content-encoding')).toBe('br')
    expect(await compressed.text()).toBe(SCRIPT)
  })

  test.each(['/', '/conversations/64b000000000000000000001', '/sign-in'])(
    '%s is the page, asked for each time',
    async (path) => {
      const response = await get(path)
      expect(response.headers.get('cache-control')).toBe('no-cache')
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(await response.text()).toBe(PAGE)
    },
  )

  test('a file that is not there is missing, not the page', async () => {
    expect((await get('/assets/old-11111111.js')).status).toBe(404)
    expect((await get('/api/none')).status).toBe(404)
    expect((await get('/.vite/manifest.json')).status).toBe(404)
  })
})

describe('a signed-in browser', () => {
  test('starts a demo and acts in it', async () => {
    const started = await post('/trpc/account.startDemo', {})
    expect(started.status).toBe(200)
    const [setCookie = ''] = started.headers.getSetCookie()
    expect(setCookie).toMatch(/^parley\.session_token=.*HttpOnly/i)
    const account = await get('/trpc/account.get', { cookie: setCookie.split(';')[0] ?? '' })
    expect(await account.json()).toMatchObject({ result: { data: { organization: { name: 'Demo workspace' } } } })
  })

  test('a stranger is told to sign in, in words', async () => {
    const response = await get('/trpc/account.get')
    expect(response.status).toBe(401)
    expect(await trpcErrorOf(response)).toMatchObject({ code: 'UNAUTHORIZED', userMessage: 'Please sign in to go on.' })
  })

  test('streams an answer, never compressed', async () => {
    const { authorization } = await signUp()
    const data = z.object({ result: z.object({ data: z.looseObject({}) }) })
    const created = data.parse(await (await post('/trpc/conversations.create', {}, authorization)).json())
    const conversationId = created.result.data.id
    const sent = await post(
      '/trpc/messages.send',
      { conversationId, clientMessageId: randomUUID(), text: 'What is a good click rate?' },
      authorization,
    )
    const { assistantMessage } = data.parse(await sent.json()).result.data
    const messageId = z.object({ id: z.string() }).parse(assistantMessage).id
    const input = encodeURIComponent(JSON.stringify({ conversationId, messageId }))
    const stream = await get(`/trpc/messages.stream?input=${input}`, {
      ...authorization,
      accept: 'text/event-stream',
      'accept-encoding': 'gzip, br',
    })
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(stream.headers.get('content-encoding')).toBeNull()
    expect(await stream.text()).toContain('"type":"done"')
  })
})

test('the log holds no password, token, cookie, secret or text', async () => {
  lines.length = 0
  const { email, token, cookie, authorization } = await signUp()
  await post('/api/auth/sign-in/email', { email, password: 'a wrong password' })
  const text = 'our secret launch is on Friday'
  const created = await post('/trpc/conversations.create', { title: text }, { cookie })
  const id = z.object({ result: z.object({ data: z.object({ id: z.string() }) }) }).parse(await created.json()).result
    .data.id
  await post('/trpc/messages.send', { conversationId: id, clientMessageId: randomUUID(), text }, authorization)
  await post('/trpc/messages.send', { conversationId: 'not an id', clientMessageId: text, text }, authorization)
  await get(`/trpc/conversations.list?input=${encodeURIComponent(JSON.stringify({ title: text }))}`, authorization)
  const logged = lines.join('')
  expect(lines.length).toBeGreaterThan(5)
  expect(logged).toContain('/trpc/messages.send')
  for (const secret of [
    PASSWORD,
    'a wrong password',
    token,
    cookie.split('=')[1] ?? '',
    SECRET,
    text,
    encodeURIComponent(text),
    email,
  ])
    expect(logged).not.toContain(secret)
})
