import { createMiddleware } from 'hono/factory'
import type { Logger } from '../log.ts'
import type { HttpContext } from './http-context.ts'

/** One line a request: never its query, headers or body, where texts and secrets are. */
export function logRequests(log: Logger) {
  return createMiddleware<HttpContext>(async (c, next) => {
    const startedAt = performance.now()
    const own = log.child({ requestId: c.get('requestId') })
    c.set('log', own)
    await next()
    // Set here, since a route that answers with a Response of its own drops what was set before.
    c.header('x-request-id', c.get('requestId'))
    const ms = Math.round(performance.now() - startedAt)
    own.info({ method: c.req.method, path: c.req.path.slice(0, 200), status: c.res.status, ms }, 'Request')
  })
}
