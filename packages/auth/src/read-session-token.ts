import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseCookies } from 'better-auth/cookies'

function decode(value: string): string | null {
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}

/** The token of `token.signature`, as the library signs its cookies (HMAC-SHA256, base64); null when the signature is another's. */
function verifySigned(value: string, secret: string): string | null {
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}

/** The session token of a request: `Authorization: Bearer` (bare or signed) before the cookie (always signed). */
export function readSessionToken(headers: Headers, options: { cookieName: string; secret: string }): string | null {
  const bearer = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    const value = decode(bearer)
    if (value === null) return null
    return value.includes('.') ? verifySigned(value, options.secret) : value
  }
  const cookie = parseCookies(headers.get('cookie') ?? '').get(options.cookieName)
  return cookie === undefined ? null : verifySigned(cookie, options.secret)
}
