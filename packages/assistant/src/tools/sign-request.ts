import { createHmac } from 'node:crypto'

/**
 * The header `Parley-Signature` of a webhook's request: `t` is the Unix time in seconds, `v1` the hex HMAC-SHA256 of `t`, a full stop and
 * the body. A receiver refuses what does not match, and what is older than a few minutes.
 */
export function signRequest(secret: string, body: string, at: Date): string {
  const t = Math.floor(at.getTime() / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}
