import { Agent, type Dispatcher, request } from 'undici'
import { PrivateAddressError, publicOnlyDispatcher } from '../model/public-only-dispatcher.ts'
import { ToolFailedError } from './tool-failed-error.ts'
import type { ToolRequest } from './tool-request.ts'

/** The most of an answer that is read. */
export const MAX_ANSWER_BYTES = 256 * 1024
/** How much of an answer that refuses the model is told. */
const MAX_REFUSAL_CHARACTERS = 300

/** What fails before a request can have arrived. */
const NOT_SENT = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]

export interface ToolNetwork {
  /** The text of a good answer. Throws ToolFailedError. */
  send(request: ToolRequest, timeoutMs: number, signal: AbortSignal): Promise<string>
  close(): Promise<void>
}

/**
 * How tools reach their addresses, which are not to be trusted: https alone, at public addresses, judged at the connection; no redirect is
 * followed. With `isPrivateAllowed` http and private addresses too, for an installation that says so.
 */
export function createToolNetwork({ isPrivateAllowed }: { isPrivateAllowed: boolean }): ToolNetwork {
  const dispatcher = isPrivateAllowed ? new Agent() : publicOnlyDispatcher()
  return {
    async send({ url, method, headers, body }, timeoutMs, signal) {
      if (url.protocol !== 'https:' && !(isPrivateAllowed && url.protocol === 'http:')) {
        throw new ToolFailedError('Its address is not https.', { mayBeDone: false })
      }
      const timeout = AbortSignal.timeout(timeoutMs)
      const options = { method, headers, body: body ?? null, dispatcher, signal: AbortSignal.any([signal, timeout]) }
      try {
        return await readAnswer(await request(url, options))
      } catch (error) {
        if (timeout.aborted) {
          throw new ToolFailedError(`It did not answer within ${timeoutMs / 1000} seconds.`, { mayBeDone: true })
        }
        throw failureOf(error)
      }
    },
    close: () => dispatcher.destroy(),
  }
}

async function readAnswer({ statusCode, body }: Dispatcher.ResponseData): Promise<string> {
  const text = await readText(body)
  if (statusCode >= 300 && statusCode < 400) {
    throw new ToolFailedError('It answered with a redirect, which is not followed.', { mayBeDone: true })
  }
  if (statusCode >= 200 && statusCode < 300) return text
  const refusal = text.replace(/\s+/g, ' ').trim().slice(0, MAX_REFUSAL_CHARACTERS)
  const said = refusal ? `: ${refusal}` : '.'
  // What a server refuses it has not done; where it failed nobody knows.
  throw new ToolFailedError(`It answered with status ${statusCode}${said}`, { mayBeDone: statusCode >= 500 })
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    const read = Buffer.from(piece)
    bytes += read.length
    if (bytes > MAX_ANSWER_BYTES) {
      throw new ToolFailedError(`It answered with more than ${MAX_ANSWER_BYTES / 1024} KB.`, { mayBeDone: true })
    }
    pieces.push(read)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function failureOf(error: unknown): Error {
  if (error instanceof ToolFailedError) return error
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof PrivateAddressError) {
    return new ToolFailedError('Its address is not a public one.', { mayBeDone: false })
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return NOT_SENT.includes(code)
    ? new ToolFailedError('It could not be reached.', { mayBeDone: false })
    : new ToolFailedError('The connection to it broke off.', { mayBeDone: true })
}
