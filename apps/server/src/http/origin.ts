import { createMiddleware } from 'hono/factory'
import { isLoopback } from '../env.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'

export interface OriginRules {
  /** The origin browsers use, where it is known. */
  publicUrl?: string | undefined
  /** The address the server listens on. */
  host: string
}

function hostnameOf(host: string): string {
  const name = host.replace(/:\d+$/, '')
  return name.replace(/^\[(.*)\]$/, '$1').toLowerCase()
}

/**
 * The one origin whose pages may call us with cookies: PUBLIC_URL, else the address in the Host header. A server on loopback takes only
 * loopback names there, so that a page under another name pointing here (DNS rebinding) is a stranger. Null: nobody.
 */
export function ownOrigin(headers: Headers, rules: OriginRules): string | null {
  if (rules.publicUrl !== undefined) return rules.publicUrl
  const host = headers.get('host')
  if (!host || (isLoopback(rules.host) && !isLoopback(hostnameOf(host)))) return null
  return `http://${host}`
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request may change something: its page is ours, or it proves itself by a token a page of others cannot have. */
export function isRequestFromOwnPage(method: string, headers: Headers, rules: OriginRules): boolean {
  if (SAFE_METHODS.has(method) || headers.has('authorization')) return true
  const origin = headers.get('origin')
  if (origin !== null) return origin === ownOrigin(headers, rules)
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  return !headers.has('cookie')
}

/** Refuses what another site's page sends in a signed-in person's name, and names that are not ours. */
export function checkOrigin(rules: OriginRules) {
  return createMiddleware<HttpContext>(async (c, next) => {
    const { headers } = c.req.raw
    if (ownOrigin(headers, rules) === null)
      return answerError(c, 'FORBIDDEN', 'Parley does not answer under this name. Open it by its own address.')
    if (!isRequestFromOwnPage(c.req.method, headers, rules))
      return answerError(c, 'FORBIDDEN', 'This request came from another site. Open Parley itself and try again.')
    await next()
  })
}
