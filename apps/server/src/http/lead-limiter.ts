import { AppError } from '@parley/services'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** An office behind one address fills in a form now and then; a script does it all day. */
const PER_ADDRESS = { points: 10, duration: 10 * 60 }

/** A campaign that goes well stays below it. */
const PER_ORGANIZATION = { points: 600, duration: 60 * 60 }

/** Too many forms; `retryAfterSeconds` says when the next may come. */
export class LeadLimitError extends AppError {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    const userMessage = 'Many forms were sent. Please try again in a few minutes.'
    super('TOO_MANY_REQUESTS', 'Lead limit reached', userMessage)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Counts forms within this process: of an address whatever it sends, of an organization those for it. Rejects with LeadLimitError. */
export function createLeadLimiter() {
  const perAddress = new RateLimiterMemory({ keyPrefix: 'lead-address', ...PER_ADDRESS })
  const perOrganization = new RateLimiterMemory({ keyPrefix: 'lead-organization', ...PER_ORGANIZATION })
  return {
    countAddress: (address: string) => consume(perAddress, address),
    countOrganization: (organizationId: string) => consume(perOrganization, organizationId),
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (error instanceof RateLimiterRes) throw new LeadLimitError(Math.ceil(error.msBeforeNext / 1000))
    throw error
  }
}
