import type { Context } from 'hono'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { type OriginRules, ownOrigin } from './origin.ts'

const PREFIX = '/sandbox/'
const REQUEST_HEADERS = ['accept', 'accept-language', 'content-type', 'user-agent']
const RESPONSE_HEADERS = [
  'cache-control',
  'content-security-policy',
  'content-type',
  'location',
  'referrer-policy',
  'x-content-type-options',
]

/** The sandbox's own; everybody else's cookies, Parley's above all, go neither way. */
function isSandboxCookie(cookie: string): boolean {
  return cookie.trimStart().startsWith('sandbox_')
}

function requestHeaders(headers: Headers): Headers {
  const passed = new Headers()
  for (const name of REQUEST_HEADERS) {
    const value = headers.get(name)
    if (value !== null) passed.set(name, value)
  }
  const cookies = (headers.get('cookie') ?? '').split(';').filter(isSandboxCookie)
  if (cookies.length > 0) passed.set('cookie', cookies.join(';').trim())
  return passed
}

function responseHeaders(headers: Headers): Headers {
  const passed = new Headers()
  for (const name of RESPONSE_HEADERS) {
    const value = headers.get(name)
    if (value !== null) passed.set(name, value)
  }
  for (const cookie of headers.getSetCookie().filter(isSandboxCookie)) passed.append('set-cookie', cookie)
  return passed
}

/**
 * The sandbox's pages on our own port: what of a request and of its answer they need, and no more. They keep their own security headers,
 * and protect their own forms.
 */
export function sandboxProxy(sandboxUrl: string | undefined, origin: OriginRules) {
  return async (c: Context<HttpContext>): Promise<Response> => {
    const { pathname, search } = new URL(c.req.url)
    const isServed = sandboxUrl !== undefined && pathname.startsWith(PREFIX)
    if (!isServed || (c.req.method !== 'GET' && c.req.method !== 'POST'))
      return answerError(c, 'NOT_FOUND', 'There is no such address.')
    const { headers } = c.req.raw
    if (ownOrigin(headers, origin) === null)
      return answerError(c, 'FORBIDDEN', 'Parley does not answer under this name. Open it by its own address.')
    const answer = await fetch(`${sandboxUrl}${pathname}${search}`, {
      method: c.req.method,
      headers: requestHeaders(headers),
      redirect: 'manual',
      ...(c.req.method === 'POST' && { body: await c.req.arrayBuffer() }),
    })
    return new Response(answer.body, { status: answer.status, headers: responseHeaders(answer.headers) })
  }
}
