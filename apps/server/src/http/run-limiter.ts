import { AppError } from '@parley/services'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

const MINUTE_SECONDS = 60

/** Too many runs of a deployment; `retryAfterSeconds` says when the next may come. */
export class RunLimitError extends AppError {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    const userMessage = `This agent is asked too often. Try again in ${retryAfterSeconds} seconds.`
    super('TOO_MANY_REQUESTS', 'Run limit reached', userMessage)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Counts the runs of each deployment within this process, whoever asks: so a limit also bounds what it costs. Rejects with RunLimitError. */
export function createRunLimiter(): (deploymentId: string, requestsPerMinute: number) => Promise<void> {
  const limiters = new Map<number, RateLimiterMemory>()
  const limiterOf = (points: number) => {
    const known = limiters.get(points)
    if (known) return known
    const limiter = new RateLimiterMemory({ keyPrefix: 'run', points, duration: MINUTE_SECONDS })
    limiters.set(points, limiter)
    return limiter
  }
  return async (deploymentId, requestsPerMinute) => {
    try {
      await limiterOf(requestsPerMinute).consume(deploymentId)
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new RunLimitError(Math.ceil(error.msBeforeNext / 1000))
      throw error
    }
  }
}
