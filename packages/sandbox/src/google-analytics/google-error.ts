const STATUS_CODES = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
} as const

/** An error as Google's APIs answer it: `{ error: { code, message, status, details? } }`. */
export class GoogleError extends Error {
  readonly status: keyof typeof STATUS_CODES
  readonly reason: string | undefined
  readonly headers: Record<string, string>

  constructor(
    status: keyof typeof STATUS_CODES,
    message: string,
    reason?: string,
    headers: Record<string, string> = {},
  ) {
    super(message)
    this.name = 'GoogleError'
    this.status = status
    this.reason = reason
    this.headers = headers
  }

  get code() {
    return STATUS_CODES[this.status]
  }

  body() {
    const details = this.reason
      ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: this.reason, domain: 'googleapis.com' }]
      : undefined
    return { error: { code: this.code, message: this.message, status: this.status, ...(details && { details }) } }
  }
}
