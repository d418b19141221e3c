import { ERROR_STATUS, type ErrorCode, type ErrorData } from '@parley/contracts'
import type { Context } from 'hono'
import type { HttpContext } from './http-context.ts'

/** JSON-RPC's "invalid request", tRPC's envelope for a call that never reached a procedure. */
const INVALID_REQUEST = -32_600

/** An error of an HTTP route as JSON; under /trpc in tRPC's envelope, so that its client reads it like any other. */
export function answerError(c: Context<HttpContext>, code: ErrorCode, userMessage: string): Response {
  const httpStatus = ERROR_STATUS[code]
  const data: ErrorData = { code, httpStatus, userMessage, requestId: c.get('requestId') }
  const isTrpc = c.req.path.startsWith('/trpc/')
  return c.json(isTrpc ? { error: { message: userMessage, code: INVALID_REQUEST, data } } : data, httpStatus)
}
