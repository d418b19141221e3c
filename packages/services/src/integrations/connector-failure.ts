import { type ConnectorError, isConnectorError } from '@parley/connectors'
import type { ErrorCode } from '@parley/contracts'
import { AppError } from '../errors.ts'

const CODES: Record<ConnectorError['kind'], ErrorCode> = {
  expired: 'PRECONDITION_FAILED',
  revoked: 'PRECONDITION_FAILED',
  missing_scope: 'PRECONDITION_FAILED',
  denied: 'PRECONDITION_FAILED',
  invalid_callback: 'BAD_REQUEST',
  no_access: 'PRECONDITION_FAILED',
  rate_limited: 'TOO_MANY_REQUESTS',
  provider_down: 'SERVICE_UNAVAILABLE',
  invalid_request: 'BAD_REQUEST',
  invalid_response: 'SERVICE_UNAVAILABLE',
  misconfigured: 'SERVICE_UNAVAILABLE',
}

/** A platform's failure as an error of a verb, with its own sentence; anything else as it is. */
export async function asAppError<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!isConnectorError(error)) throw error
    throw new AppError(CODES[error.kind], error.message, error.userMessage)
  }
}
