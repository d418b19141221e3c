import type { z } from 'zod'
import { signInInput, signUpInput } from './credentials.ts'
import { RateLimitedError, type RateLimiter } from './rate-limits.ts'

type Handler = (request: Request) => Promise<Response>

function refuse(status: number, body: { code: string; message: string; fields?: object }, headers = {}): Response {
  return Response.json(body, { status, headers })
}

function refuseInput(error: z.ZodError): Response {
  const fields: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const path = issue.path.join('.')
    fields[path] = [...(fields[path] ?? []), issue.message]
  }
  return refuse(400, { code: 'INVALID_INPUT', message: error.issues[0]?.message ?? 'This is not valid.', fields })
}

function refuseForNow(error: unknown): Response {
  if (!(error instanceof RateLimitedError)) throw error
  const minutes = Math.max(1, Math.ceil(error.retryAfterSeconds / 60))
  const message = `Too many attempts. Try again in ${minutes} min.`
  return refuse(429, { code: 'RATE_LIMITED', message }, { 'retry-after': String(error.retryAfterSeconds) })
}

/** The request with this body instead: nothing else a client sent reaches the library. */
function withBody(request: Request, body: object): Request {
  const headers = new Headers(request.headers)
  headers.set('content-type', 'application/json')
  headers.delete('content-length')
  return new Request(request.url, { method: 'POST', headers, body: JSON.stringify(body) })
}

/**
 * Stands before the library's sign-up and sign-in: bodies in our terms (trimmed, lower-cased, no field but ours) and rate limits. A
 * refusal is JSON `{ code, message, fields? }`, like the library's own.
 */
export function createCredentialHandlers(limiter: RateLimiter, library: Handler) {
  const read = async (request: Request): Promise<unknown> => request.json().catch(() => null)
  return {
    async signUp(request: Request, address: string): Promise<Response> {
      const parsed = signUpInput.safeParse(await read(request))
      if (!parsed.success) return refuseInput(parsed.error)
      try {
        await limiter.countSignUp(address)
      } catch (error) {
        return refuseForNow(error)
      }
      return library(withBody(request, parsed.data))
    },
    async signIn(request: Request, address: string): Promise<Response> {
      const parsed = signInInput.safeParse(await read(request))
      if (!parsed.success) return refuseInput(parsed.error)
      const { email } = parsed.data
      try {
        await limiter.countSignIn(address, email)
      } catch (error) {
        return refuseForNow(error)
      }
      const response = await library(withBody(request, parsed.data))
      if (response.ok) await limiter.forgetSignIn(address, email)
      return response
    },
  }
}
