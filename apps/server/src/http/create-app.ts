import type { Auth } from '@parley/auth'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import type { Logger } from '../log.ts'
import { accountExport } from './account-export.ts'
import { attachmentsRoute } from './attachments-route.ts'
import { clientAddress } from './client-address.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { leadsRoute } from './leads-route.ts'
import { logRequests } from './log-requests.ts'
import { measureRequests } from './measure-requests.ts'
import { type MetricsParts, metricsRoute } from './metrics-route.ts'
import { oauthCallback } from './oauth-callback.ts'
import { checkOrigin, type OriginRules } from './origin.ts'
import { runRoute } from './run-route.ts'
import { sandboxProxy } from './sandbox-proxy.ts'
import { securityHeaders } from './security-headers.ts'
import { staticFiles } from './static-files.ts'
import { type StripeSettings, stripeRoute } from './stripe-route.ts'
import { tooLarge } from './too-large.ts'
import { type TrpcParts, trpcRoute } from './trpc-route.ts'

/** Bytes of a request's body; a message of 256 KB of text fits, escaped as JSON. */
export const MAX_BODY_BYTES = 1024 * 1024

/** Bytes of a form of the sandbox's pages. */
const MAX_FORM_BYTES = 16 * 1024

export interface AppParts extends TrpcParts, MetricsParts {
  auth: Auth
  log: Logger
  origin: OriginRules
  isProxyTrusted: boolean
  frameAncestors: string[]
  webFolder: string
  /** Where the sandbox's pages are, while there is a sandbox. */
  sandboxUrl?: string | undefined
  /** Absent: events of Stripe are not taken. */
  stripe?: StripeSettings | undefined
  /** What keeps the server from serving, a line each; throws when the database does not answer. */
  findProblems: () => Promise<readonly string[]>
}

/** Every address of the server. Knows nothing of processes and sockets, so tests call it as it is. */
export function createApp(parts: AppParts): Hono<HttpContext> {
  const app = new Hono<HttpContext>()
  const isHttps = parts.origin.publicUrl?.startsWith('https://') ?? false
  app.use(requestId({ limitLength: 100 }))
  app.use(clientAddress(parts))
  app.use(logRequests(parts.log))
  app.use(measureRequests(parts.metrics))
  app.all('/sandbox/*', bodyLimit({ maxSize: MAX_FORM_BYTES }), sandboxProxy(parts.sandboxUrl, parts.origin))
  app.use(securityHeaders({ isHttps, frameAncestors: parts.frameAncestors }))
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const problems = await parts.findProblems().catch(() => ['The database does not answer.'])
    return problems.length === 0 ? c.json({ status: 'ready' }) : c.json({ status: 'not ready', problems }, 503)
  })
  app.get('/metrics', metricsRoute(parts))
  app.route('/api/agents', runRoute(parts))
  app.route('/api/leads', leadsRoute(parts))
  app.route('/webhooks/stripe', stripeRoute(parts.stripe, parts.verb.now))
  app.use(checkOrigin(parts.origin))
  app.route('/api/attachments', attachmentsRoute(parts))
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge() }))
  app.all('/api/auth/*', (c) => parts.auth.handle(c.req.raw, c.get('clientAddress')))
  app.all('/trpc/*', trpcRoute(parts))
  app.route('/oauth', oauthCallback(parts))
  app.all('/oauth/*', (c) => answerError(c, 'NOT_FOUND', 'There is no such address.'))
  app.get('/api/account/export', accountExport({ auth: parts.auth, now: parts.verb.now }))
  app.all('/api/*', (c) => answerError(c, 'NOT_FOUND', 'There is no such address.'))
  app.route('/', staticFiles(parts.webFolder))
  app.notFound((c) => answerError(c, 'NOT_FOUND', 'There is no such address.'))
  app.onError((error, c) => {
    c.get('log').error({ err: error, path: c.req.path.slice(0, 200) }, 'Unexpected error')
    const message = 'Something went wrong on our side. Please try again; if it stays, tell us the request id.'
    return answerError(c, 'INTERNAL_SERVER_ERROR', message)
  })
  return app
}
