import type { Auth } from '@parley/auth'
import { ERROR_STATUS, runDeploymentInput } from '@parley/contracts'
import { AppError, isRunAllowedFrom, performRun, prepareDeploymentRun, type VerbContext } from '@parley/services'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { describeAppError } from './describe-app-error.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { isRequestFromOwnPage, type OriginRules, ownOrigin } from './origin.ts'
import { createRunLimiter, RunLimitError } from './run-limiter.ts'

const MAX_BODY_BYTES = 512 * 1024
const PREFLIGHT_SECONDS = '600'

export interface RunParts {
  auth: Auth
  verb: Omit<VerbContext, 'requestId' | 'log'>
  origin: OriginRules
}

/**
 * POST /api/agents/:friendlyName/run: `{ input }`, answered with a RunResult; with `Accept: text/event-stream` as events `text` { text }, then
 * `done` (the RunResult) or `error` (ErrorData). Also for pages of the origins its deployment allows, and so before the check of our own.
 */
export function runRoute({ auth, verb, origin: rules }: RunParts): Hono<HttpContext> {
  const app = new Hono<HttpContext>()
  const countRun = createRunLimiter()

  app.use('/:friendlyName/run', async (c, next) => {
    if (ownOrigin(c.req.raw.headers, rules) === null)
      return answerError(c, 'FORBIDDEN', 'Parley does not answer under this name. Open it by its own address.')
    const origin = c.req.header('origin')
    const friendlyName = c.req.param('friendlyName')
    if (origin !== undefined && (await isRunAllowedFrom({ input: { friendlyName, origin } }))) {
      c.header('access-control-allow-origin', origin)
    }
    c.header('vary', 'Origin', { append: true })
    await next()
  })

  app.options('/:friendlyName/run', (c) => {
    c.header('access-control-allow-methods', 'POST')
    c.header('access-control-allow-headers', 'content-type, accept')
    c.header('access-control-max-age', PREFLIGHT_SECONDS)
    return c.body(null, 204)
  })

  const tooLarge = (c: Context<HttpContext>) => {
    // The rest of the body is still under way, so the connection cannot carry another request.
    c.header('connection', 'close')
    return answerError(c, 'PAYLOAD_TOO_LARGE', 'This is too large to send. Please shorten it.')
  }
  app.post('/:friendlyName/run', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (c) => {
    const { headers, method } = c.req.raw
    const log = c.get('log')
    const ctx = { ...verb, log }
    const body = runDeploymentInput.safeParse(await c.req.json().catch(() => undefined))
    if (!body.success) return answerError(c, 'BAD_REQUEST', 'Send JSON such as {"input": "…"}, at most 256 KB.')
    // Another site's page acts for itself, not in the name of whoever is signed in to Parley in that browser.
    const actor = isRequestFromOwnPage(method, headers, rules) ? await auth.readActor(headers) : null
    const origin = headers.get('origin')
    const input = { friendlyName: c.req.param('friendlyName'), input: body.data.input, origin }
    const isStream = headers.get('accept')?.includes('text/event-stream') ?? false
    c.header('cache-control', 'no-store')
    try {
      const request = await prepareDeploymentRun({ ctx: { ...ctx, actor, countRun }, input })
      if (!isStream) return c.json(await performRun(ctx, request, { signal: c.req.raw.signal }))
      return streamRun(c, (signal, onText) => performRun(ctx, request, { signal, onText }))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error instanceof RunLimitError) c.header('retry-after', String(error.retryAfterSeconds))
      return c.json(describeAppError(error, c.get('requestId')), ERROR_STATUS[error.code])
    }
  })
  return app
}

type Perform = (signal: AbortSignal, onText: (text: string) => void) => ReturnType<typeof performRun>

function streamRun(c: Context<HttpContext>, perform: Perform): Response {
  const left = new AbortController()
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => left.abort())
    // Events are written one after the other, in the order they come.
    let written = Promise.resolve()
    const write = (event: string, data: unknown) => {
      written = written.then(() => stream.writeSSE({ event, data: JSON.stringify(data) }))
      return written
    }
    try {
      const result = await perform(left.signal, (text) => {
        write('text', { text }).catch(() => left.abort())
      })
      await write('done', result)
    } catch (error) {
      if (left.signal.aborted) return
      if (!(error instanceof AppError)) c.get('log').error({ err: error, path: c.req.path }, 'Unexpected error')
      const shown = error instanceof AppError ? error : unexpected()
      await write('error', describeAppError(shown, c.get('requestId')))
    }
  })
}

function unexpected(): AppError {
  const userMessage = 'Something went wrong on our side. Please try again; if it stays, tell us the request id.'
  return new AppError('INTERNAL_SERVER_ERROR', 'Unexpected error', userMessage)
}
