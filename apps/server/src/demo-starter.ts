import { type Auth, RateLimitedError } from '@parley/auth'
import { AppError, ForbiddenError } from '@parley/services'

/** Starting a demo, in the words a verb would refuse it with: where the installation has none, and where too many were started. */
export function demoStarter(auth: Pick<Auth, 'startDemo'>, options: { isAllowed: boolean }): Auth['startDemo'] {
  return async (clientAddress, responseHeaders) => {
    if (!options.isAllowed)
      throw new ForbiddenError('Demo is off', 'This installation has no demo. Please sign up instead.')
    try {
      return await auth.startDemo(clientAddress, responseHeaders)
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error
      const userMessage = 'Many demos were started from here. Try again in a few minutes.'
      throw new AppError('TOO_MANY_REQUESTS', 'Demo limit', userMessage)
    }
  }
}
