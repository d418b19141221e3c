import { ConnectorError } from '../connector-error.ts'
import { ResponseTooLargeError } from './bounded-fetch.ts'
import { parseRetryAfter } from './retry-after.ts'

export interface ApiRequest {
  url: string
  /** Sent as JSON with POST. Only requests that change nothing are made here, so each may be made again. */
  body?: object
}

/** Makes requests with an access token. Rejects with ConnectorError. */
export interface ApiClient {
  requestJson(request: ApiRequest): Promise<unknown>
}

/** What a platform says about its own error answers. */
export interface ErrorReader {
  label: string
  classifyError(status: number, body: unknown): ConnectorError
}

export interface ApiClientOptions {
  accessToken: string
  platform: ErrorReader
  /** Bounded: see createBoundedFetch. */
  fetch: typeof fetch
  now(): Date
  sleep(ms: number): Promise<void>
}

const ATTEMPTS = 3
const FIRST_PAUSE_MS = 300
/** A longer wait is the caller's to decide: the error says how long. */
const LONGEST_PAUSE_MS = 5_000

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function attempt(options: ApiClientOptions, { url, body }: ApiRequest): Promise<unknown> {
  const { accessToken, platform, now } = options
  const response = await options
    .fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${accessToken}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.name : 'unknown'
      const kind = error instanceof ResponseTooLargeError ? 'invalid_response' : 'provider_down'
      throw new ConnectorError(kind, platform.label, `${new URL(url).host} did not answer: ${reason}`)
    })
  const answer = parseJson(await response.text())
  if (response.ok && answer !== undefined) return answer
  if (response.ok) throw new ConnectorError('invalid_response', platform.label, `${new URL(url).host} sent no JSON`)
  const error = platform.classifyError(response.status, answer)
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now().getTime())
  if (retryAfterMs === null) throw error
  throw new ConnectorError(error.kind, platform.label, error.message, { userMessage: error.userMessage, retryAfterMs })
}

/** Repeats what may pass: 429, 5xx and silence, at most twice, waiting as long as the provider asks. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  return {
    async requestJson(request) {
      for (let made = 1; ; made++) {
        try {
          return await attempt(options, request)
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error
          const mayPass = error.kind === 'rate_limited' || error.kind === 'provider_down'
          const pauseMs = error.retryAfterMs ?? FIRST_PAUSE_MS * 3 ** (made - 1)
          if (!mayPass || made === ATTEMPTS || pauseMs > LONGEST_PAUSE_MS) throw error
          await options.sleep(pauseMs)
        }
      }
    },
  }
}
