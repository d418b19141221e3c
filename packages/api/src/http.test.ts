import { randomUUID } from 'node:crypto'
import { type ErrorData, errorDataContract, parseTurnEventId, turnEventContract } from '@parley/contracts'
import { ask, createTenant, startTestWorld, type TestTenant, type TestWorld } from '@parley/testing'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ApiContext } from './api-context.ts'
import { appRouter } from './app-router.ts'

let world: TestWorld
let tenant: TestTenant
beforeAll(async () => {
  world = await startTestWorld()
  tenant = await createTenant()
})
afterAll(() => world.close())

/** The API as a server mounts it, with the tenant's owner signed in. */
async function request(path: string, init: RequestInit & { context?: Partial<ApiContext> } = {}): Promise<Response> {
  const { context, ...rest } = init
  const { actor, refreshActor, activateOrganization, idempotencyKey: _none, ...verb } = world.contextOf(tenant.owner)
  return fetchRequestHandler({
    router: appRouter,
    endpoint: '/trpc',
    req: new Request(`http://parley.test/trpc/${path}`, rest),
    createContext: ({ req, resHeaders }) => ({
      verb: { ...verb, requestId: 'req-1' },
      actor,
      refreshActor,
      activateOrganization,
      idempotencyKey: req.headers.get('idempotency-key'),
      responseHeaders: resHeaders,
      startDemo: async () => {
        throw new Error('mongodb://user:secret@10.0.0.1 refused')
      },
      ...context,
    }),
  })
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const failure = z.object({ error: z.object({ code: z.int(), message: z.string(), data: errorDataContract }) })

async function errorOf(response: Response): Promise<ErrorData> {
  return failure.parse(await response.json()).error.data
}

const withId = z.object({ result: z.object({ data: z.looseObject({ id: z.string() }) }) })

const result = z.object({ result: z.object({ data: z.unknown() }) })

async function create(headers: Record<string, string> = {}): Promise<string> {
  const response = await post('conversations.create', { title: 'T' }, headers)
  return withId.parse(await response.json()).result.data.id
}

describe('errors', () => {
  test('invalid input: 400, with each field by its dotted path', async () => {
    const response = await post('conversations.create', {
      channel: 'fax',
      metadata: { source: 7 },
      tags: ['ok', ''],
      extra: true,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: {
        code: -32600,
        message: 'Something in this request is not valid. Check the marked fields and try again.',
        data: {
          code: 'BAD_REQUEST',
          httpStatus: 400,
          userMessage: 'Something in this request is not valid. Check the marked fields and try again.',
          requestId: 'req-1',
          fields: {
            channel: [expect.any(String)],
            'metadata.source': [expect.any(String)],
            'tags.1': [expect.any(String)],
            '': [expect.stringContaining('extra')],
          },
        },
      },
    })
  })

  test('operators in place of scalars never reach a filter', async () => {
    const input = encodeURIComponent(JSON.stringify({ conversationId: { $ne: null } }))
    const response = await request(`conversations.get?input=${input}`)
    expect(response.status).toBe(400)
    expect((await errorOf(response)).fields).toHaveProperty('conversationId')
  })

  test("a verb's error keeps its code and says what to do", async () => {
    const input = encodeURIComponent(JSON.stringify({ conversationId: '0'.repeat(24) }))
    const response = await request(`conversations.get?input=${input}`)
    expect(response.status).toBe(404)
    expect(await errorOf(response)).toEqual({
      code: 'NOT_FOUND',
      httpStatus: 404,
      userMessage: 'We could not find this conversation. It may have been deleted.',
      requestId: 'req-1',
    })
  })

  test('an unknown error is logged once and shows its request id and nothing else', async () => {
    const before = world.logged.length
    const response = await post('account.startDemo', undefined)
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toMatch(/secret|mongodb|stack|\.ts/)
    expect(JSON.parse(text).error.data).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' })
    expect(world.logged.slice(before)).toMatchObject([
      { level: 'error', fields: { requestId: 'req-1', path: 'account.startDemo' } },
    ])
  })

  test('no session, no procedure, wrong method', async () => {
    expect((await request('conversations.list?input=%7B%7D', { context: { actor: null } })).status).toBe(401)
    expect((await request('conversations.none')).status).toBe(404)
    expect((await request('conversations.create')).status).toBe(405)
    const broken = await request('conversations.create', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect(broken.status).toBe(400)
    expect(await errorOf(broken)).toMatchObject({ code: 'BAD_REQUEST', requestId: 'req-1' })
  })
})

test('the Idempotency-Key header is answered once', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  expect(await create(headers)).toBe(await create(headers))
  expect(await create()).not.toBe(await create())
  expect((await post('conversations.create', { title: 'Other' }, headers)).status).toBe(409)
})

test('account.get says who is signed in where', async () => {
  const response = await request('account.get')
  expect(result.parse(await response.json()).result.data).toEqual({
    user: { id: tenant.owner.userId, name: 'Ada Marketer', email: expect.stringContaining('@example.test') },
    organization: { id: tenant.organizationId, name: 'Example Ltd' },
    role: 'owner',
    demoExpiresAt: null,
    features: {},
    isSandboxModel: true,
    modelName: 'sandbox-marketing',
  })
})

describe('messages.stream over SSE', () => {
  /** The events of an SSE body: their ids and data. */
  async function readEvents(response: Response): Promise<{ id: string; data: unknown }[]> {
    const blocks = (await response.text()).split('\n\n')
    return blocks.flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
      const id = field('id')
      return id === undefined ? [] : [{ id, data: JSON.parse(field('data') ?? 'null') }]
    })
  }

  test('sends each event of an answer under its id, and goes on after Last-Event-ID', async () => {
    const conversationId = await create()
    const message = await ask(world.contextOf(tenant.owner), conversationId, 'How do I name a campaign?')
    const input = encodeURIComponent(JSON.stringify({ conversationId, messageId: message.id }))
    const response = await request(`messages.stream?input=${input}`)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const events = await readEvents(response)
    const ids = events.map(({ id }) => parseTurnEventId(id))
    expect(ids.every((id) => id?.attempt === 1)).toBe(true)
    const seqs = ids.map((id) => id?.seq ?? 0)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    const parsed = events.map(({ data }) => turnEventContract.parse(data))
    expect(parsed.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('')).toBe(message.text)
    expect(parsed.at(-1)).toEqual({ type: 'done', message })
    const again = await request(`messages.stream?input=${input}`, { headers: { 'last-event-id': events[1]?.id ?? '' } })
    expect(events.length).toBeGreaterThan(2)
    expect(await readEvents(again)).toEqual(events.slice(2))
  })

  test('an error inside a stream says no more than any other', async () => {
    const conversationId = await create()
    const input = encodeURIComponent(JSON.stringify({ conversationId, messageId: '0'.repeat(24) }))
    const text = await (await request(`messages.stream?input=${input}`)).text()
    expect(text).toContain('"code":"NOT_FOUND"')
    expect(text).not.toMatch(/stack|\.ts/)
  })
})

test('events.watch tells of a change, with an id to come back with', async () => {
  const conversationId = await create()
  const controller = new AbortController()
  const response = await request('events.watch', { signal: controller.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (part: RegExp) => {
    while (!part.test(text)) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) throw new Error(`The stream ended before: ${part}`)
      text += value
    }
  }
  await until(/connected/)
  await post('conversations.archive', { conversationId })
  await until(new RegExp(`"conversationId":"${conversationId}"}\\nid: ${world.serverId}-\\d+\\n`))
  controller.abort()
})
