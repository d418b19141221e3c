import type { Platform, PlatformSetup } from '../platform.ts'

export interface AuthorizationSecrets {
  state: string
  codeChallenge: string
  nonce: string
  /** The sign-in to offer first, when reconnecting. */
  loginHint?: string | undefined
}

/** Where to send the browser: authorization code with PKCE S256 (RFC 6749, 7636; OpenID Connect Core 3.1). Pure. */
export function buildAuthorizationUrl(platform: Platform, setup: PlatformSetup, secrets: AuthorizationSecrets): string {
  const url = new URL(setup.endpoints.authorizationEndpoint)
  const parameters = {
    ...platform.authorizationParameters,
    response_type: 'code',
    client_id: setup.clientId,
    redirect_uri: setup.redirectUri,
    scope: platform.scopes.join(' '),
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: secrets.codeChallenge,
    code_challenge_method: 'S256',
    ...(secrets.loginHint !== undefined && { login_hint: secrets.loginHint }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
