import Provider, { interactionPolicy } from 'oidc-provider'
import { renderErrorPage } from './error-page.ts'
import { createFileAdapter } from './file-adapter.ts'
import { PAGE_HEADERS } from './page.ts'
import { SANDBOX_PEOPLE } from './people.ts'
import { ANALYTICS_SCOPE } from './scopes.ts'
import type { StateFile } from './state-file.ts'

export const SANDBOX_CLIENT_ID = 'parley-sandbox-client'
/** Every cookie of the sandbox begins so; a proxy in front passes these and no others. */
export const SANDBOX_COOKIE_PREFIX = 'sandbox_'

const MINUTE = 60
const DAY = 24 * 60 * MINUTE

export interface ProviderOptions {
  /** Where browsers see it, path included: also the issuer. */
  issuer: string
  redirectUris: string[]
  stateFile: StateFile
  accessTokenSeconds: number
}

function createPolicy() {
  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return policy
}

/** An OpenID provider: code with PKCE S256 only, rotating refresh tokens (one used twice ends the grant), revocation, discovery. */
export function createProvider({ issuer, redirectUris, stateFile, accessTokenSeconds }: ProviderOptions): Provider {
  const mount = new URL(issuer).pathname
  const { clientSecret, cookieKey, signingKey } = stateFile.state
  const provider = new Provider(issuer, {
    adapter: createFileAdapter(stateFile),
    clients: [
      {
        client_id: SANDBOX_CLIENT_ID,
        client_secret: clientSecret,
        client_name: 'Parley',
        redirect_uris: redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [signingKey] },
    responseTypes: ['code'],
    scopes: ['openid', 'email', ANALYTICS_SCOPE],
    claims: { openid: ['sub'], email: ['email', 'email_verified', 'name'] },
    conformIdTokenClaims: false,
    extraParams: ['access_type', 'include_granted_scopes'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    expiresWithSession: async () => false,
    // As at Google: taking back either token ends the whole grant.
    revokeGrantPolicy: () => true,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async (_, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: MINUTE,
      IdToken: 60 * MINUTE,
      Interaction: 60 * MINUTE,
      Session: 60 * MINUTE,
      Grant: 180 * DAY,
      RefreshToken: 180 * DAY,
    },
    cookies: {
      keys: [cookieKey],
      names: {
        session: `${SANDBOX_COOKIE_PREFIX}session`,
        interaction: `${SANDBOX_COOKIE_PREFIX}interaction`,
        resume: `${SANDBOX_COOKIE_PREFIX}resume`,
      },
      long: { path: mount, httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    interactions: { policy: createPolicy(), url: (_, interaction) => `${mount}/interaction/${interaction.uid}` },
    findAccount: async (_, id) => {
      const person = SANDBOX_PEOPLE.find((one) => one.id === id)
      if (!person) return undefined
      const { email, name } = person
      return { accountId: id, claims: async () => ({ sub: id, email, email_verified: true, name }) }
    },
    renderError: (ctx, out) => {
      ctx.set(PAGE_HEADERS)
      ctx.body = renderErrorPage(out.error_description ?? out.error)
    },
  })
  provider.proxy = true
  return provider
}
