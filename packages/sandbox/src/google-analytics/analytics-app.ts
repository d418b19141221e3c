import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { z } from 'zod'
import { GoogleError } from './google-error.ts'
import { SANDBOX_PROPERTIES, type SandboxProperty } from './properties.ts'
import { reportRequest } from './report-request.ts'
import { runReport } from './run-report.ts'
import { modeRequest, type SandboxMode } from './sandbox-mode.ts'
import { createVisitLog } from './visit-log.ts'

/** Who a bearer token speaks for. */
export interface TokenHolder {
  personId: string
  scopes: readonly string[]
}

export interface AnalyticsAppOptions {
  seed: string
  requiredScope: string
  now(): number
  /** Null for a token that is unknown, expired or revoked. */
  findHolder(token: string): Promise<TokenHolder | null>
  voidAccessTokens(): void
  voidGrants(): void
}

const ACCOUNTS_PATH = '/v1beta/accountSummaries'

function propertySummary({ id, displayName, accountId }: SandboxProperty) {
  return {
    property: `properties/${id}`,
    displayName,
    propertyType: 'PROPERTY_TYPE_ORDINARY',
    parent: `accounts/${accountId}`,
  }
}

/** One page of accountSummaries: the properties a person may read, under their accounts. */
function accountSummaries(personId: string) {
  const seen = SANDBOX_PROPERTIES.filter(({ readers }) => readers.includes(personId))
  return [...new Set(seen.map(({ accountId }) => accountId))].map((accountId) => {
    const properties = seen.filter((property) => property.accountId === accountId)
    return {
      name: `accountSummaries/${accountId}`,
      account: `accounts/${accountId}`,
      displayName: properties[0]?.accountName,
      propertySummaries: properties.map(propertySummary),
    }
  })
}

/** The Admin and Data APIs of Google Analytics (v1beta) under their own paths, and POST /settings, which switches how they behave. */
export function createAnalyticsApp(options: AnalyticsAppOptions) {
  const visits = createVisitLog(options.seed, options.now)
  let mode: SandboxMode = { mode: 'normal' }

  async function behave() {
    const current = mode
    if ('times' in current && current.times !== undefined) {
      mode = current.times > 1 ? { ...current, times: current.times - 1 } : { mode: 'normal' }
    }
    if (current.mode === 'slow') await delay(current.delayMs)
    if (current.mode === 'unauthorized') throw new GoogleError('UNAUTHENTICATED', 'Request had invalid credentials.')
    if (current.mode === 'unavailable') throw new GoogleError('UNAVAILABLE', 'The service is currently unavailable.')
    if (current.mode === 'rate_limited') {
      const headers = { 'retry-after': String(current.retryAfterSeconds) }
      throw new GoogleError('RESOURCE_EXHAUSTED', 'Exhausted property tokens per hour.', 'RATE_LIMIT_EXCEEDED', headers)
    }
    return current.mode === 'missing_scope'
  }

  async function authorize(authorization: string | undefined): Promise<TokenHolder> {
    const isScopeMissing = await behave()
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
    const holder = token ? await options.findHolder(token) : null
    if (!holder) {
      const message = 'Request had invalid authentication credentials. Expected OAuth 2 access token.'
      throw new GoogleError('UNAUTHENTICATED', message, 'ACCESS_TOKEN_EXPIRED', {
        'www-authenticate': 'Bearer error="invalid_token"',
      })
    }
    if (isScopeMissing || !holder.scopes.includes(options.requiredScope)) {
      const message = 'Request had insufficient authentication scopes.'
      throw new GoogleError('PERMISSION_DENIED', message, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    }
    return holder
  }

  function readableProperty(id: string, holder: TokenHolder): SandboxProperty {
    const property = SANDBOX_PROPERTIES.find((one) => one.id === id && one.readers.includes(holder.personId))
    if (!property) {
      throw new GoogleError('PERMISSION_DENIED', 'User does not have sufficient permissions for this property.')
    }
    return property
  }

  const app = new Hono()
  app.get(ACCOUNTS_PATH, async (context) => {
    const summaries = accountSummaries((await authorize(context.req.header('authorization'))).personId)
    const start = Number(context.req.query('pageToken') ?? 0)
    const size = Math.min(Number(context.req.query('pageSize') ?? 50), 200)
    const next = start + size < summaries.length ? { nextPageToken: String(start + size) } : {}
    return context.json({ accountSummaries: summaries.slice(start, start + size), ...next })
  })
  app.get('/v1beta/properties/:id', async (context) => {
    const holder = await authorize(context.req.header('authorization'))
    const { displayName, currencyCode, timeZone, ...property } = readableProperty(context.req.param('id'), holder)
    return context.json({
      name: `properties/${property.id}`,
      parent: `accounts/${property.accountId}`,
      displayName,
      currencyCode,
      timeZone,
      createTime: `${property.since}T00:00:00Z`,
      propertyType: 'PROPERTY_TYPE_ORDINARY',
    })
  })
  app.post('/v1beta/properties/:call', async (context) => {
    const holder = await authorize(context.req.header('authorization'))
    const [id = '', method] = context.req.param('call').split(':')
    if (method !== 'runReport') throw new GoogleError('NOT_FOUND', 'Method not found.')
    const property = readableProperty(id, holder)
    const request = reportRequest.safeParse(await context.req.json().catch(() => null))
    if (!request.success) throw new GoogleError('INVALID_ARGUMENT', z.prettifyError(request.error))
    return context.json(runReport(property, request.data, visits, options.now()))
  })
  app.post('/settings', async (context) => {
    // Asks for what a page of another origin cannot send unasked.
    const isJson = context.req.header('content-type')?.startsWith('application/json') ?? false
    const request = modeRequest.safeParse(isJson && (await context.req.json().catch(() => null)))
    if (!request.success) throw new GoogleError('INVALID_ARGUMENT', z.prettifyError(request.error))
    if (request.data.mode === 'expired') options.voidAccessTokens()
    else if (request.data.mode === 'revoked') options.voidGrants()
    else mode = request.data
    return context.json({ mode: mode.mode })
  })
  app.notFound((context) => context.json(new GoogleError('NOT_FOUND', 'Not found.').body(), 404))
  app.onError((error, context) => {
    const failure = error instanceof GoogleError ? error : new GoogleError('UNAVAILABLE', 'The sandbox failed.')
    return context.json(failure.body(), failure.code, failure.headers)
  })
  return app
}
