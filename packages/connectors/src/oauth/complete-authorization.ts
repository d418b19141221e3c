import { timingSafeEqual } from 'node:crypto'
import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi'
import { ConnectorError } from '../connector-error.ts'
import type { Platform, PlatformSetup } from '../platform.ts'
import { describeServer } from './authorization-server.ts'
import { hashState, nonceOf } from './begin-authorization.ts'
import { toConnectorError } from './oauth-error.ts'
import { revokeGrant } from './revoke-grant.ts'
import { type TokenSet, toTokenSet } from './token-set.ts'

const REFUSALS = { invalid_grant: 'invalid_callback', invalid_request: 'invalid_callback' } as const

export interface AuthorizationCallback {
  /** The query of the callback, untouched. */
  parameters: URLSearchParams
  /** Of the attempt that the state's hash found. */
  stateHash: string
  codeVerifier: string
}

/** A finished authorization. `subject` is the provider's own name for who signed in: grantKey. */
export interface NewGrant {
  subject: string
  email?: string
  tokens: TokenSet
}

export interface OAuthDeps {
  /** Bounded: see createBoundedFetch. */
  fetch: typeof fetch
  now(): Date
}

/** The state to look the attempt up by; null where the callback has none, or several. */
export function readState(parameters: URLSearchParams): string | null {
  const [state, ...more] = parameters.getAll('state')
  return state && more.length === 0 && state.length <= 500 ? state : null
}

/** The callback's parameters once they are the provider's answer to this attempt. */
function checkCallback(platform: Platform, setup: PlatformSetup, callback: AuthorizationCallback, deps: OAuthDeps) {
  const invalid = (reason: string) => new ConnectorError('invalid_callback', platform.label, `callback: ${reason}`)
  const state = readState(callback.parameters)
  const [expected, actual] = [Buffer.from(callback.stateHash), Buffer.from(hashState(state ?? ''))]
  if (state === null || actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw invalid('the state is not the attempt’s')
  }
  const { server, client } = describeServer(setup, deps.fetch)
  try {
    const checked = validateAuthResponse(server, client, callback.parameters, state)
    const isSingle = [...checked.keys()].every((name) => checked.getAll(name).length === 1)
    if (isSingle && checked.get('code')) return checked
  } catch (error) {
    if (error instanceof AuthorizationResponseError) {
      throw toConnectorError(error, platform.label, 'callback', REFUSALS)
    }
    throw invalid('issuer or parameters are not as they must be')
  }
  throw invalid('there is no code, or something twice')
}

/**
 * Checks the callback (state, issuer, single parameters), trades the code for tokens with the attempt's verifier and the exact redirect
 * address, and checks the ID token (issuer, audience, expiry, nonce). A grant without the scopes the platform needs, or without a
 * refresh token, is revoked again and refused. Throws ConnectorError.
 */
export async function completeAuthorization(
  platform: Platform,
  setup: PlatformSetup,
  callback: AuthorizationCallback,
  deps: OAuthDeps,
): Promise<NewGrant> {
  const checked = checkCallback(platform, setup, callback, deps)
  const { server, client, authentication, request } = describeServer(setup, deps.fetch)
  try {
    const { redirectUri } = setup
    const { codeVerifier } = callback
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      checked,
      redirectUri,
      codeVerifier,
      request,
    )
    const answer = await processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonceOf(codeVerifier),
      requireIdToken: true,
    })
    const claims = getValidatedIdTokenClaims(answer)
    const tokens = toTokenSet(answer, { scope: platform.scopes }, deps.now())
    if (!claims || !tokens) {
      await revokeGrant(setup, answer.access_token, deps)
      throw new ConnectorError('invalid_response', platform.label, 'callback: no refresh token or no ID token')
    }
    if (!platform.requiredScopes.every((scope) => tokens.scope.includes(scope))) {
      await revokeGrant(setup, tokens.refreshToken, deps)
      throw new ConnectorError('missing_scope', platform.label, 'callback: a required scope was not granted')
    }
    return { subject: claims.sub, ...(typeof claims.email === 'string' && { email: claims.email }), tokens }
  } catch (error) {
    throw toConnectorError(error, platform.label, 'callback', REFUSALS)
  }
}
