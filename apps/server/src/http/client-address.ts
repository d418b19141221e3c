import { getConnInfo } from '@hono/node-server/conninfo'
import { createMiddleware } from 'hono/factory'
import type { HttpContext } from './http-context.ts'

/** Where a request comes from: the socket's other end, or, behind a trusted proxy, what the proxy nearest to us appended. */
export function clientAddress(options: { isProxyTrusted: boolean }) {
  return createMiddleware<HttpContext>(async (c, next) => {
    const forwarded = options.isProxyTrusted ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
    c.set('clientAddress', forwarded || (getConnInfo(c).remote.address ?? ''))
    await next()
  })
}
