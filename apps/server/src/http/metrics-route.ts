import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { Metrics } from '../metrics.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'

export interface MetricsParts {
  metrics: Metrics
  /** Who sends it as a bearer token reads them from anywhere. */
  metricsToken?: string | undefined
}

/** GET /metrics: Prometheus' text, for this machine, or for whoever has the token. A proxy's requests come from this machine too, but name somebody else. */
export function metricsRoute({ metrics, metricsToken }: MetricsParts) {
  return async (c: Context<HttpContext>): Promise<Response> => {
    if (!isOfThisMachine(c) && !hasToken(c, metricsToken))
      return answerError(c, 'FORBIDDEN', 'Metrics are read on this machine, or with METRICS_TOKEN as a bearer token.')
    const { text, contentType } = await metrics.read()
    return c.body(text, 200, { 'content-type': contentType })
  }
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

function isOfThisMachine(c: Context<HttpContext>): boolean {
  const address = (getConnInfo(c).remote.address ?? '').replace(/^::ffff:/, '')
  const isLoopback = address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
  return isLoopback && FORWARDED.every((name) => c.req.header(name) === undefined)
}

function hasToken(c: Context<HttpContext>, token: string | undefined): boolean {
  if (token === undefined) return false
  const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
