export const CONNECTOR_ERROR_KINDS = [
  /** The access token is no longer taken. */
  'expired',
  /** The grant was taken back, at the provider or here. */
  'revoked',
  'missing_scope',
  /** The person said no on the consent page. */
  'denied',
  /** The callback does not belong to the attempt, or says nothing usable. */
  'invalid_callback',
  /** The person may not read this account. */
  'no_access',
  'rate_limited',
  'provider_down',
  /** What was asked cannot be asked; the sentence says what instead. */
  'invalid_request',
  'invalid_response',
  /** The installation's own client or API is not set up right. */
  'misconfigured',
] as const

export type ConnectorErrorKind = (typeof CONNECTOR_ERROR_KINDS)[number]

/** Sentences with {platform} in place of its name. Each says what happened and what to do. */
const USER_SENTENCES: Record<ConnectorErrorKind, string> = {
  expired: 'The connection to {platform} has expired. Connect it again to go on.',
  revoked: '{platform} says that access was taken back. Connect it again to go on.',
  missing_scope:
    'Parley was not allowed to read the data of {platform}. Connect again and leave the permission ticked.',
  denied: 'You did not allow access to {platform}, so nothing was connected. You can try again at any time.',
  invalid_callback:
    'This sign-in could not be completed. It may have expired or been used already. Please start again.',
  no_access:
    'This {platform} account cannot be read with this connection. Choose another account or connect another sign-in.',
  rate_limited: '{platform} asks for a pause because of many requests. Try again in a little while.',
  provider_down: '{platform} is not answering right now. Nothing was lost; try again in a few minutes.',
  invalid_request: '{platform} cannot answer this question as it was put. Try other figures or another range.',
  invalid_response: '{platform} gave an answer Parley does not understand. Try again; if it stays so, tell your admin.',
  misconfigured: '{platform} is not set up right in this installation. Please tell your admin.',
}

export interface ConnectorErrorDetails {
  /** In place of the kind's own sentence. */
  userMessage?: string
  retryAfterMs?: number
}

/** A failure of a platform. `message` is for the log; neither it nor `userMessage` ever holds a token, a code or a secret. */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind
  readonly userMessage: string
  readonly retryAfterMs: number | undefined

  constructor(kind: ConnectorErrorKind, platformLabel: string, message: string, details: ConnectorErrorDetails = {}) {
    super(message)
    this.name = 'ConnectorError'
    this.kind = kind
    this.userMessage = details.userMessage ?? USER_SENTENCES[kind].replaceAll('{platform}', platformLabel)
    this.retryAfterMs = details.retryAfterMs
  }
}

export function isConnectorError(error: unknown, kind?: ConnectorErrorKind): error is ConnectorError {
  return error instanceof ConnectorError && (kind === undefined || error.kind === kind)
}
