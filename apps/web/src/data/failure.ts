import type { AppRouter } from '@parley/api'
import { TRPCClientError } from '@trpc/client'

/** A failed call as a person should hear of it. */
export interface Failure {
  code: string
  userMessage: string
  requestId?: string
  /** Dotted input path → what is wrong there. */
  fields?: Record<string, string[]>
}

export const UNREACHABLE: Failure = {
  code: 'UNREACHABLE',
  userMessage: 'Parley cannot be reached. Check your connection and try again.',
}

export function toFailure(error: unknown): Failure {
  if (!isApiError(error)) return UNREACHABLE
  const { data } = error
  return data
    ? { code: data.code, userMessage: data.userMessage, requestId: data.requestId, fields: data.fields }
    : UNREACHABLE
}

/** Whether asking again may help: the network, or a server that is starting or busy. */
export function isTransient(error: unknown): boolean {
  return ['UNREACHABLE', 'SERVICE_UNAVAILABLE', 'TIMEOUT'].includes(toFailure(error).code)
}

function isApiError(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError
}
