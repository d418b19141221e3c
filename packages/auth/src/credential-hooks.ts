import { APIError, createAuthMiddleware } from 'better-auth/api'
import type { z } from 'zod'
import { signInInput, signUpInput } from './credentials.ts'
import { RateLimitedError, type RateLimiter } from './rate-limits.ts'

/** The header our own server sets to the address a request came from; one a client sent is replaced. */
export const CLIENT_ADDRESS_HEADER = 'x-parley-client-address'

function parseBody<Contract extends z.ZodType>(contract: Contract, body: unknown): z.output<Contract> {
  const parsed = contract.safeParse(body)
  if (parsed.success) return parsed.data
  const fields: Record<string, string[]> = {}
  for (const issue of parsed.error.issues) {
    const path = issue.path.join('.')
    fields[path] = [...(fields[path] ?? []), issue.message]
  }
  const [first] = parsed.error.issues
  throw new APIError('BAD_REQUEST', { code: 'INVALID_INPUT', message: first?.message ?? 'Not valid.', fields })
}

async function limit(count: Promise<void>): Promise<void> {
  try {
    await count
  } catch (error) {
    if (!(error instanceof RateLimitedError)) throw error
    const minutes = Math.max(1, Math.ceil(error.retryAfterSeconds / 60))
    throw new APIError(
      'TOO_MANY_REQUESTS',
      { code: 'RATE_LIMITED', message: `Too many attempts. Try again in ${minutes} min.` },
      { 'retry-after': String(error.retryAfterSeconds) },
    )
  }
}

/** Before the library sees a sign-up or sign-in: the body in our terms, trimmed and lower-cased, and the rate limits. */
export function beforeCredentials(limiter: RateLimiter) {
  return createAuthMiddleware(async (ctx) => {
    const address = ctx.headers?.get(CLIENT_ADDRESS_HEADER) ?? ''
    if (ctx.path === '/sign-up/email') {
      const body = parseBody(signUpInput, ctx.body)
      await limit(limiter.countSignUp(address))
      return { context: { body } }
    }
    if (ctx.path === '/sign-in/email') {
      const body = parseBody(signInInput, ctx.body)
      await limit(limiter.countSignIn(address, body.email))
      return { context: { body } }
    }
  })
}

/** After a sign-in that went well: its attempt no longer counts. */
export function afterCredentials(limiter: RateLimiter) {
  return createAuthMiddleware(async (ctx) => {
    const signedIn = ctx.path === '/sign-in/email' ? ctx.context.newSession : null
    if (!signedIn) return
    await limiter.forgetSignIn(ctx.headers?.get(CLIENT_ADDRESS_HEADER) ?? '', signedIn.user.email)
  })
}
