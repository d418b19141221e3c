import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** How often what may happen. Durations in seconds. */
export interface RateLimits {
  /** Failed sign-ins of one address at one e-mail. */
  signInPerAccount: { points: number; duration: number }
  /** Failed sign-ins of one address at any e-mail. */
  signInPerAddress: { points: number; duration: number }
  signUpPerAddress: { points: number; duration: number }
  demoPerAddress: { points: number; duration: number }
}

export const DEFAULT_RATE_LIMITS: RateLimits = {
  signInPerAccount: { points: 10, duration: 15 * 60 },
  signInPerAddress: { points: 100, duration: 15 * 60 },
  signUpPerAddress: { points: 60, duration: 10 * 60 },
  demoPerAddress: { points: 60, duration: 10 * 60 },
}

/** Too many attempts; `retryAfterSeconds` says when the next may come. */
export class RateLimitedError extends Error {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('Rate limit reached')
    this.name = 'RateLimitedError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (error instanceof RateLimiterRes) throw new RateLimitedError(Math.ceil(error.msBeforeNext / 1000))
    throw error
  }
}

/** Counts within this process. Every attempt is counted before it is tried, so that parallel guesses count too. */
export function createRateLimiter(limits: RateLimits) {
  const perAccount = new RateLimiterMemory({ keyPrefix: 'account', ...limits.signInPerAccount })
  const perAddress = new RateLimiterMemory({ keyPrefix: 'address', ...limits.signInPerAddress })
  const signUps = new RateLimiterMemory({ keyPrefix: 'sign-up', ...limits.signUpPerAddress })
  const demos = new RateLimiterMemory({ keyPrefix: 'demo', ...limits.demoPerAddress })
  const accountKey = (address: string, email: string) => `${address} ${email}`
  return {
    async countSignIn(address: string, email: string): Promise<void> {
      await consume(perAddress, address)
      await consume(perAccount, accountKey(address, email))
    },
    /** A right password takes back what its attempt was counted for. */
    async forgetSignIn(address: string, email: string): Promise<void> {
      await perAddress.reward(address)
      await perAccount.delete(accountKey(address, email))
    },
    countSignUp: (address: string) => consume(signUps, address),
    countDemo: (address: string) => consume(demos, address),
  }
}

export type RateLimiter = ReturnType<typeof createRateLimiter>
