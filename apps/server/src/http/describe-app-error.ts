import { ERROR_STATUS, type ErrorData } from '@parley/contracts'
import type { AppError } from '@parley/services'

/** What a REST route tells of a verb's refusal; never its internal message. */
export function describeAppError({ code, userMessage, fields }: AppError, requestId: string): ErrorData {
  return { code, httpStatus: ERROR_STATUS[code], userMessage, requestId, ...(fields && { fields }) }
}
