import { setTimeout as sleep } from 'node:timers/promises'
import { APIConnectionError, APIConnectionTimeoutError } from 'openai'

const DELAYS_MS = [200, 800]

/** Tries again where no connection came about. What a server answered, and a stream that has begun, is never asked for twice. */
export async function retryConnection<Result>(attempt: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (const delay of DELAYS_MS) {
    try {
      return await attempt()
    } catch (error) {
      const isConnection = error instanceof APIConnectionError && !(error instanceof APIConnectionTimeoutError)
      if (!isConnection || signal.aborted) throw error
      await sleep(delay, undefined, { signal })
    }
  }
  return attempt()
}
