import { appRouter } from '@parley/api'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Metrics } from '../metrics.ts'
import type { HttpContext } from './http-context.ts'

const TRPC = '/trpc/'

/** Counts every request under its route, and procedures under their names. */
export function measureRequests(metrics: Metrics) {
  return createMiddleware<HttpContext>(async (c, next) => {
    const startedAt = performance.now()
    await next()
    const ms = performance.now() - startedAt
    metrics.countRequest({ route: routeOf(c), method: methodOf(c), status: c.res.status, ms })
  })
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])

/** What strangers send must not make labels without end. */
function methodOf({ req }: Context<HttpContext>): string {
  return METHODS.has(req.method) ? req.method : 'other'
}

function routeOf(c: Context<HttpContext>): string {
  if (!c.req.path.startsWith(TRPC)) return routePath(c, -1)
  const name = c.req.path.slice(TRPC.length)
  if (Object.hasOwn(appRouter._def.procedures, name)) return TRPC + name
  return c.req.query('batch') === undefined ? `${TRPC}*` : `${TRPC}batch`
}
