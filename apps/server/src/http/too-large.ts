import type { Context } from 'hono'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'

/** Answers 413 with these words. The rest of the body is still under way, so the connection cannot carry another request. */
export function tooLarge(userMessage = 'This is too large to send. Please shorten it.') {
  return (c: Context<HttpContext>) => {
    c.header('connection', 'close')
    return answerError(c, 'PAYLOAD_TOO_LARGE', userMessage)
  }
}
