import type { ErrorCode } from '@parley/contracts'

/** A failure a person should hear of. `message` is for the log, `userMessage` says what happened and what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly userMessage: string
  readonly fields: Record<string, string[]> | undefined

  constructor(code: ErrorCode, message: string, userMessage: string, fields?: Record<string, string[]>) {
    super(message)
    this.name = new.target.name
    this.code = code
    this.userMessage = userMessage
    this.fields = fields
  }
}

/** Also for another tenant's record: both answer alike. */
export class NotFoundError extends AppError {
  constructor(noun: string) {
    super('NOT_FOUND', `${noun} not found`, `We could not find this ${noun}. It may have been deleted.`)
  }
}

export class ConflictError extends AppError {
  constructor(message: string, userMessage: string) {
    super('CONFLICT', message, userMessage)
  }
}

export class ForbiddenError extends AppError {
  constructor(message: string, userMessage = 'Your role does not allow this. Ask an admin of your organization.') {
    super('FORBIDDEN', message, userMessage)
  }
}

export class InvalidInputError extends AppError {
  constructor(message: string, userMessage: string, fields?: Record<string, string[]>) {
    super('BAD_REQUEST', message, userMessage, fields)
  }
}

/** An allowance is used up. */
export class QuotaError extends AppError {
  constructor(message: string, userMessage: string) {
    super('PAYMENT_REQUIRED', message, userMessage)
  }
}

/** Asked too often; it passes by itself. */
export class LimitError extends AppError {
  constructor(message: string, userMessage: string) {
    super('TOO_MANY_REQUESTS', message, userMessage)
  }
}

/** The session or the membership ended while a subscription was open. */
export class UnauthorizedError extends AppError {
  constructor(message: string) {
    super('UNAUTHORIZED', message, 'Please sign in to go on.')
  }
}
