import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi'
import { ConnectorError, type ConnectorErrorKind } from '../connector-error.ts'

const TOKEN_ERRORS: Refusals = {
  invalid_client: 'misconfigured',
  unauthorized_client: 'misconfigured',
  unsupported_grant_type: 'misconfigured',
  temporarily_unavailable: 'provider_down',
  server_error: 'provider_down',
  slow_down: 'rate_limited',
}

/** OAuth error code → what it means where it came. */
export type Refusals = Readonly<Record<string, ConnectorErrorKind>>

function kindOf(error: unknown, refusals: Refusals): [ConnectorErrorKind, string] {
  if (error instanceof AuthorizationResponseError) {
    if (error.error === 'access_denied') return ['denied', 'access_denied']
    return [TOKEN_ERRORS[error.error] ?? 'invalid_callback', 'authorization response error']
  }
  if (error instanceof ResponseBodyError) {
    if (error.status === 429) return ['rate_limited', 'status 429']
    if (error.status >= 500) return ['provider_down', `status ${error.status}`]
    const known = refusals[error.error] ?? TOKEN_ERRORS[error.error]
    return [known ?? 'invalid_response', `${error.error.slice(0, 60)} with status ${error.status}`]
  }
  if (error instanceof WWWAuthenticateChallengeError) return ['misconfigured', `challenge with status ${error.status}`]
  if (error instanceof Error && 'cause' in error && error.cause instanceof Response) {
    const { status } = error.cause
    if (status === 429) return ['rate_limited', 'status 429']
    return [status >= 500 ? 'provider_down' : 'invalid_response', `status ${status}`]
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('OAUTH_')
    ? ['invalid_response', code]
    : ['provider_down', error instanceof Error ? error.name : 'unknown']
}

/**
 * An OAuth failure in our own words. The library's error is not kept as a cause, for it may hold the provider's answer with tokens in
 * it. `refusals` is what the provider's refusals mean here: a used code, or a grant taken back.
 */
export function toConnectorError(
  error: unknown,
  platformLabel: string,
  what: string,
  refusals: Refusals,
): ConnectorError {
  if (error instanceof ConnectorError) return error
  const [kind, reason] = kindOf(error, refusals)
  return new ConnectorError(kind, platformLabel, `${what}: ${reason}`)
}
