import { processRefreshTokenResponse, refreshTokenGrantRequest } from 'oauth4webapi'
import { ConnectorError } from '../connector-error.ts'
import type { Platform, PlatformSetup } from '../platform.ts'
import { describeServer } from './authorization-server.ts'
import type { OAuthDeps } from './complete-authorization.ts'
import { toConnectorError } from './oauth-error.ts'
import { type TokenSet, toTokenSet } from './token-set.ts'

/**
 * New tokens for old (RFC 6749, 6), with the new refresh token where the provider rotates. Never repeated here: where the answer got
 * lost, a rotating provider takes a second use for theft. Throws ConnectorError, `revoked` where the grant is gone.
 */
export async function refreshTokens(
  platform: Platform,
  setup: PlatformSetup,
  tokens: TokenSet,
  deps: OAuthDeps,
): Promise<TokenSet> {
  const { server, client, authentication, request } = describeServer(setup, deps.fetch)
  try {
    const response = await refreshTokenGrantRequest(server, client, authentication, tokens.refreshToken, request)
    const answer = await processRefreshTokenResponse(server, client, response)
    const refreshed = toTokenSet(answer, tokens, deps.now())
    if (!refreshed) throw new ConnectorError('invalid_response', platform.label, 'refresh: no refresh token')
    return refreshed
  } catch (error) {
    throw toConnectorError(error, platform.label, 'refresh', { invalid_grant: 'revoked' })
  }
}
