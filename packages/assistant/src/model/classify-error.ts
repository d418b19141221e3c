import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { ModelKeyError } from './model-key-error.ts'
import { ModelTimeoutError } from './model-timeout-error.ts'

export interface TurnError {
  code: string
  /** What happened, what is safe, what to do. */
  userMessage: string
  /** For the log and the execution record. Never holds a key. */
  detail: string
}

const MESSAGES = {
  model_unreachable: "The model can't be reached right now. Your message is saved. Try again in a moment.",
  model_unauthorized:
    'The model server does not accept our key. Your message is saved. Whoever runs this needs to check the key.',
  model_key:
    "This agent's own model key can't be used. Your message is saved. An admin needs to check it under API keys.",
  model_not_found:
    'The model server does not know this model. Your message is saved. Whoever runs this needs to check its name.',
  model_busy: 'The model is busy: too many requests at once. Your message is saved. Try again in a minute.',
  model_quota:
    "The model account's quota is used up. Your message is saved. Whoever runs this needs to check its billing.",
  model_failed: 'The model server had a problem. What it wrote so far is kept. Try again in a moment.',
  model_interrupted: 'The connection to the model broke off. What it wrote so far is kept. Try again to go on.',
  model_timeout: 'The model took too long. What it wrote so far is kept. Try again in a moment.',
  model_refused: 'The model server refused this request. Your message is saved. Try to ask in another way.',
  model_empty: 'The model sent an empty answer. Your message is saved. Try again.',
  context_too_long: 'This conversation is too long for the model. It is kept as it is. Start a new one to go on.',
  internal: 'Something went wrong on our side. What was written so far is kept. Try again in a moment.',
} as const

export type TurnErrorCode = keyof typeof MESSAGES

export function turnError(code: TurnErrorCode, detail: string): TurnError {
  return { code, userMessage: MESSAGES[code], detail: detail.slice(0, 500) }
}

/** What a person is told when the model call failed with `error`. `hasBegun`: some of the answer had already come. */
export function classifyError(error: unknown, hasBegun: boolean): TurnError {
  if (error instanceof ModelTimeoutError || error instanceof APIConnectionTimeoutError) {
    return turnError('model_timeout', error.message)
  }
  if (error instanceof ModelKeyError) return turnError('model_key', error.message)
  if (error instanceof APIConnectionError) return turnError('model_unreachable', withCause(error))
  if (error instanceof APIError) return turnError(codeOf(error), detailOf(error))
  if (isBrokenStream(error)) return turnError(hasBegun ? 'model_interrupted' : 'model_unreachable', withCause(error))
  return turnError('internal', withCause(error))
}

function codeOf({ status, code, message }: APIError): TurnErrorCode {
  if (
    code === 'context_length_exceeded' ||
    /context (?:length|window|size)|too many tokens|maximum context/i.test(message)
  )
    return 'context_too_long'
  if (status === 401 || status === 403) return 'model_unauthorized'
  if (status === 404) return 'model_not_found'
  if (status === 429) return code === 'insufficient_quota' ? 'model_quota' : 'model_busy'
  if (status === 408) return 'model_timeout'
  if (status !== undefined && status < 500) return 'model_refused'
  return 'model_failed'
}

/** Providers put parts of keys into the messages of 401 and 403. */
function detailOf({ status, code, message }: APIError): string {
  const said = status === 401 || status === 403 ? '' : message
  return [status, code, said].filter(Boolean).join(' ')
}

/** undici ends a broken body with a TypeError; a chunk that is not JSON is a SyntaxError. */
function isBrokenStream(error: unknown): boolean {
  return (
    error instanceof SyntaxError ||
    (error instanceof TypeError && /terminated|fetch failed|network/i.test(error.message))
  )
}

function withCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error
    ? `${error.name}: ${error.message} (${cause.message})`
    : `${error.name}: ${error.message}`
}
