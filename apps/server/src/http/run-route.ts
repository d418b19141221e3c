import type { Auth } from '@parley/auth'
import { ERROR_STATUS, runDeploymentInput } from '@parley/contracts'
import { AppError, isRunAllowedFrom, performRun, prepareDeploymentRun, type VerbContext } from '@parley/services'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { describeAppError } from './describe-app-error.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { openToSites } from './open-to-sites.ts'
import { isRequestFromOwnPage, type OriginRules } from './origin.ts'
import { RateLimitError } from './rate-limit.ts'
import { createRunLimiter } from './run-limiter.ts'
import { tooLarge } from './too-large.ts'

const MAX_BODY_BYTES = 512 * 1024

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

  app.use(
    '/:friendlyName/run',
    openToSites({
      rules,
      headers: 'content-type, accept',
      isAllowed: (c, origin) =>
        isRunAllowedFrom({ input: { friendlyName: c.req.param('friendlyName') ?? '', origin } }),
    }),
  )

  app.post('/:friendlyName/run', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge() }), async (c) => {
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
      if (error instanceof RateLimitError) c.header('retry-after', String(error.retryAfterSeconds))
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
