import type { TokenEndpointResponse } from 'oauth4webapi'

/** What a grant is used with. `expiresAt` is null where the provider did not say. Never logged, never sent to a browser. */
export interface TokenSet {
  accessToken: string
  refreshToken: string
  expiresAt: Date | null
  scope: string[]
}

/** `before` fills what a refresh may leave out: the refresh token and the scopes (RFC 6749, 5.1 and 6). Null without a refresh token. */
export function toTokenSet(
  response: TokenEndpointResponse,
  before: { refreshToken?: string; scope: readonly string[] },
  now: Date,
): TokenSet | null {
  const refreshToken = response.refresh_token ?? before.refreshToken
  if (!refreshToken) return null
  const { expires_in } = response
  return {
    accessToken: response.access_token,
    refreshToken,
    expiresAt: expires_in === undefined ? null : new Date(now.getTime() + expires_in * 1000),
    scope: response.scope?.split(' ').filter((scope) => scope !== '') ?? [...before.scope],
  }
}
