import { captureLeadInput, ERROR_STATUS } from '@parley/contracts'
import { AppError, captureLead, InvalidInputError, isLeadFormAllowed, type VerbContext } from '@parley/services'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ZodError } from 'zod'
import { describeAppError } from './describe-app-error.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { createLeadLimiter } from './lead-limiter.ts'
import { openToSites } from './open-to-sites.ts'
import type { OriginRules } from './origin.ts'
import { RateLimitError } from './rate-limit.ts'
import { readLeadForm } from './read-lead-form.ts'
import { tooLarge } from './too-large.ts'

const MAX_BODY_BYTES = 16 * 1024

interface LeadsParts {
  verb: Pick<VerbContext, 'now'>
  origin: OriginRules
}

/**
 * POST /api/leads?deployment=name: a form of a site, as JSON (captureLeadInput) or form-encoded, answered 201 `{ ok: true }` whether the
 * address is new, known or a robot's. For pages of the deployment's origins, and so before the check of our own; no cookie is read. 400 with
 * `fields`, 403 for any other page or name, 413 over 16 KB, 429 with Retry-After.
 */
export function leadsRoute({ verb, origin: rules }: LeadsParts): Hono<HttpContext> {
  const app = new Hono<HttpContext>()
  const limiter = createLeadLimiter()
  const formOf = (c: Context<HttpContext>) => ({
    deployment: c.req.query('deployment') ?? '',
    origin: c.req.header('origin') ?? null,
  })

  app.use(
    '/',
    openToSites({
      rules,
      headers: 'content-type',
      isAllowed: (c, origin) => isLeadFormAllowed({ input: { ...formOf(c), origin } }),
    }),
  )

  app.post('/', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge() }), async (c) => {
    c.header('cache-control', 'no-store')
    const requestId = c.get('requestId')
    const ctx = { now: verb.now, requestId, countLead: limiter.countOrganization }
    try {
      await limiter.countAddress(c.get('clientAddress'))
      const body = await readBody(c)
      if (body === undefined) return answerError(c, 'BAD_REQUEST', 'Send the form as JSON or form-encoded.')
      const lead = captureLeadInput.safeParse(body)
      if (!lead.success) throw invalid(lead.error)
      await captureLead({ ctx, input: { ...formOf(c), lead: lead.data } })
      return c.json({ ok: true }, 201)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error instanceof RateLimitError) c.header('retry-after', String(error.retryAfterSeconds))
      return c.json(describeAppError(error, requestId), ERROR_STATUS[error.code])
    }
  })

  app.all('/', (c) => answerError(c, 'METHOD_NOT_SUPPORTED', 'Forms are sent here by POST.'))
  return app
}

/** Undefined for what is neither JSON nor a form. */
async function readBody(c: Context<HttpContext>): Promise<unknown> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded') return readLeadForm(new URLSearchParams(await c.req.text()))
  return type === 'application/json' ? c.req.json().catch(() => undefined) : undefined
}

function invalid({ issues }: ZodError): InvalidInputError {
  const fields: Record<string, string[]> = {}
  for (const issue of issues) {
    const path = issue.path.map(String)
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : null
    const names = unknown ? unknown.map((key) => [...path, key].join('.')) : [path.join('.')]
    const said = unknown ? 'There is no such field.' : issue.message
    for (const name of names) fields[name] = [...(fields[name] ?? []), said]
  }
  return new InvalidInputError('Not a lead', 'Please check the marked fields and send the form again.', fields)
}
