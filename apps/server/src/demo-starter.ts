import { type Auth, RateLimitedError } from '@parley/auth'
import { AppError, ForbiddenError } from '@parley/services'
import type { Logger } from './log.ts'

interface DemoOptions {
  isAllowed: boolean
  /** Puts something to look at into the fresh organization. */
  fill(organizationId: string): Promise<unknown>
  log: Pick<Logger, 'error'>
}

/**
 * Starting a demo, in the words a verb would refuse it with: where the installation has none, and where too many were started. A demo that could
 * not be filled is an empty one.
 */
export function demoStarter(auth: Pick<Auth, 'startDemo'>, { isAllowed, fill, log }: DemoOptions): Auth['startDemo'] {
  return async (clientAddress, responseHeaders) => {
    if (!isAllowed) throw new ForbiddenError('Demo is off', 'This installation has no demo. Please sign up instead.')
    try {
      const demo = await auth.startDemo(clientAddress, responseHeaders)
      await fill(demo.organizationId).catch((err) => log.error({ err }, 'A demo could not be filled'))
      return demo
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error
      const userMessage = 'Many demos were started from here. Try again in a few minutes.'
      throw new AppError('TOO_MANY_REQUESTS', 'Demo limit', userMessage)
    }
  }
}
