import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { type OriginRules, ownOrigin } from './origin.ts'

const PREFLIGHT_SECONDS = '600'

interface OpenToSites {
  rules: OriginRules
  /** Request headers a page may set, beside those it always may. */
  headers: string
  /** Whether pages of this origin may read what is answered at this address. */
  isAllowed: (c: Context<HttpContext>, origin: string) => Promise<boolean>
}

/** CORS for an address that pages of some other sites may POST to: without credentials, a preflight answered here, and only under our own name. */
export function openToSites({ rules, headers, isAllowed }: OpenToSites) {
  return createMiddleware<HttpContext>(async (c, next) => {
    if (ownOrigin(c.req.raw.headers, rules) === null)
      return answerError(c, 'FORBIDDEN', 'Parley does not answer under this name. Open it by its own address.')
    const origin = c.req.header('origin')
    if (origin !== undefined && (await isAllowed(c, origin))) c.header('access-control-allow-origin', origin)
    c.header('vary', 'Origin', { append: true })
    if (c.req.method !== 'OPTIONS') return next()
    c.header('access-control-allow-methods', 'POST')
    c.header('access-control-allow-headers', headers)
    c.header('access-control-max-age', PREFLIGHT_SECONDS)
    return c.body(null, 204)
  })
}
