import { timingSafeEqual } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { handleChatCompletions } from './chat-completions.ts'
import { MODELS } from './models.ts'
import { badRequest, openAiError } from './openai-error.ts'
import { type Pace, paceInput } from './pace.ts'

const MAX_BODY_BYTES = 16 * 1024 * 1024
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

export interface ModelAppOptions {
  pace: Pace
  /** When set, requests under /v1 must carry it as a bearer token. */
  apiKey?: string
}

/** The routes of the sandbox model server. */
export function createModelApp({ pace: startingPace, apiKey }: ModelAppOptions): Hono {
  let pace = startingPace
  const app = new Hono()
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => c.json(openAiError('The request is too large.', 'invalid_request_error'), 413),
    }),
  )
  app.get('/healthz', (c) => c.json({ ok: true }))

  app.use('/v1/*', async (c, next) => {
    if (apiKey === undefined || isSame(c.req.header('authorization') ?? '', `Bearer ${apiKey}`)) return next()
    return c.json(openAiError('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'), 401)
  })
  app.get('/v1/models', (c) =>
    c.json({
      object: 'list',
      data: MODELS.map(({ id }) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'parley-sandbox' })),
    }),
  )
  app.post('/v1/chat/completions', (c) => handleChatCompletions(c, () => pace))

  // A page in somebody's browser is on the loopback too; it cannot send JSON across origins without a preflight, which is not answered.
  app.use('/sandbox/*', async (c, next) => {
    if (LOOPBACK.has(getConnInfo(c).remote.address ?? '')) return next()
    return c.json(openAiError('Only from this machine.', 'invalid_request_error'), 403)
  })
  app.get('/sandbox/settings', (c) => c.json(pace))
  app.post('/sandbox/settings', async (c) => {
    if (!c.req.header('content-type')?.startsWith('application/json')) return badRequest(c, 'Send application/json.')
    const change = paceInput.partial().safeParse(await c.req.json().catch(() => undefined))
    if (!change.success) return badRequest(c, change.error.issues[0]?.message ?? 'Invalid settings.')
    pace = { ...pace, ...change.data }
    return c.json(pace)
  })

  app.notFound((c) =>
    c.json(
      openAiError(`Unknown request URL: ${c.req.method} ${c.req.path}.`, 'invalid_request_error', 'unknown_url'),
      404,
    ),
  )
  app.onError((_, c) => c.json(openAiError('The sandbox model server failed.', 'server_error'), 500))
  return app
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
