import { ERROR_STATUS, type ErrorCode, type ErrorData } from '@parley/contracts'
import { AppError, type VerbContext } from '@parley/services'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'

const USER_MESSAGES: Record<ErrorCode, string> = {
  BAD_REQUEST: 'Something in this request is not valid. Check the marked fields and try again.',
  UNAUTHORIZED: 'Please sign in to go on.',
  PAYMENT_REQUIRED: 'The allowance is used up.',
  FORBIDDEN: 'Your role does not allow this. Ask an admin of your organization.',
  NOT_FOUND: 'We could not find this. It may have been deleted.',
  METHOD_NOT_SUPPORTED: 'This address does not take this kind of request.',
  TIMEOUT: 'This took too long. Please try again.',
  CONFLICT: 'Something else changed this at the same time. Reload and try again.',
  PRECONDITION_FAILED: 'Something this needs is not there yet. Reload and try again.',
  PAYLOAD_TOO_LARGE: 'This is too large to send. Please shorten it.',
  TOO_MANY_REQUESTS: 'Too many requests at once. Wait a moment and try again.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side. Please try again; if it stays, tell us the request id.',
  SERVICE_UNAVAILABLE: 'We cannot do this right now. Please try again in a moment.',
}

function isErrorCode(code: string): code is ErrorCode {
  return code in ERROR_STATUS
}

function invalidFields(error: ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.')
    fields[path] = [...(fields[path] ?? []), issue.message]
  }
  return fields
}

/**
 * The one error map: a verb's AppError keeps its code, tRPC's own errors pass, and everything else is logged here, once, and becomes
 * an INTERNAL_SERVER_ERROR that says nothing but the request id.
 */
export function toApiError(thrown: unknown, verb: Pick<VerbContext, 'log' | 'requestId'>, path: string): TRPCError {
  const cause = thrown instanceof TRPCError && thrown.cause ? thrown.cause : thrown
  if (cause instanceof AppError) return new TRPCError({ code: cause.code, message: cause.message, cause })
  if (thrown instanceof TRPCError && thrown.code !== 'INTERNAL_SERVER_ERROR') return thrown
  verb.log.error({ err: cause, requestId: verb.requestId, path }, 'Unexpected error')
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error' })
}

/** What a client is told: `error.data` of every failed call. Never an internal message, a path or a stack. */
export function describeError(error: TRPCError, requestId: string): ErrorData {
  if (error.cause instanceof AppError) {
    const { code, userMessage, fields } = error.cause
    return { code, httpStatus: ERROR_STATUS[code], userMessage, requestId, ...(fields && { fields }) }
  }
  const code =
    error.code === 'PARSE_ERROR' ? 'BAD_REQUEST' : isErrorCode(error.code) ? error.code : 'INTERNAL_SERVER_ERROR'
  const isInvalidInput = error.code === 'BAD_REQUEST' && error.cause instanceof ZodError
  return {
    code,
    httpStatus: ERROR_STATUS[code],
    userMessage: USER_MESSAGES[code],
    requestId,
    ...(isInvalidInput && error.cause instanceof ZodError && { fields: invalidFields(error.cause) }),
  }
}
