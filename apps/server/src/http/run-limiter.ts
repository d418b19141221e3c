import { RateLimiterMemory } from 'rate-limiter-flexible'
import { consume, RateLimitError } from './rate-limit.ts'

const MINUTE_SECONDS = 60

/** Counts the runs of each deployment within this process, whoever asks: so a limit also bounds what it costs. Rejects with RateLimitError. */
export function createRunLimiter(): (deploymentId: string, requestsPerMinute: number) => Promise<void> {
  const limiters = new Map<number, RateLimiterMemory>()
  const limiterOf = (points: number) => {
    const known = limiters.get(points)
    if (known) return known
    const limiter = new RateLimiterMemory({ keyPrefix: 'run', points, duration: MINUTE_SECONDS })
    limiters.set(points, limiter)
    return limiter
  }
  return (deploymentId, requestsPerMinute) => consume(limiterOf(requestsPerMinute), deploymentId, tooMany)
}

function tooMany(retryAfterSeconds: number): RateLimitError {
  const userMessage = `This agent is asked too often. Try again in ${retryAfterSeconds} seconds.`
  return new RateLimitError('Run limit reached', userMessage, retryAfterSeconds)
}
