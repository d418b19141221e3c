import { RateLimiterMemory } from 'rate-limiter-flexible'
import { consume, RateLimitError } from './rate-limit.ts'

/** An office behind one address fills in a form now and then; a script does it all day. */
const PER_ADDRESS = { points: 10, duration: 10 * 60 }

/** A campaign that goes well stays below it. */
const PER_ORGANIZATION = { points: 600, duration: 60 * 60 }

/** Counts forms within this process: of an address whatever it sends, of an organization those for it. Rejects with RateLimitError. */
export function createLeadLimiter() {
  const perAddress = new RateLimiterMemory({ keyPrefix: 'lead-address', ...PER_ADDRESS })
  const perOrganization = new RateLimiterMemory({ keyPrefix: 'lead-organization', ...PER_ORGANIZATION })
  return {
    countAddress: (address: string) => consume(perAddress, address, tooMany),
    countOrganization: (organizationId: string) => consume(perOrganization, organizationId, tooMany),
  }
}

function tooMany(retryAfterSeconds: number): RateLimitError {
  const userMessage = 'Many forms were sent. Please try again in a few minutes.'
  return new RateLimitError('Lead limit reached', userMessage, retryAfterSeconds)
}
