import { AppError } from '@parley/services'
import { type RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Asked too often; `retryAfterSeconds` says when the next may come. */
export class RateLimitError extends AppError {
  readonly retryAfterSeconds: number

  constructor(message: string, userMessage: string, retryAfterSeconds: number) {
    super('TOO_MANY_REQUESTS', message, userMessage)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Takes one of what `key` has left. Rejects with the error for so many seconds to wait. */
export async function consume(
  limiter: RateLimiterMemory,
  key: string,
  refusal: (retryAfterSeconds: number) => RateLimitError,
): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (error instanceof RateLimiterRes) throw refusal(Math.ceil(error.msBeforeNext / 1000))
    throw error
  }
}
