import * as oauth from 'oauth4webapi'
import type { PlatformSetup } from '../platform.ts'

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])
const CLOCK_TOLERANCE_SECONDS = 30

/** A setup in the OAuth library's terms. Plain HTTP is let through to this machine only, where the sandbox is. */
export function describeServer({ endpoints, clientId, clientSecret }: PlatformSetup, fetcher: typeof fetch) {
  const server: oauth.AuthorizationServer = {
    issuer: endpoints.issuer,
    authorization_endpoint: endpoints.authorizationEndpoint,
    token_endpoint: endpoints.tokenEndpoint,
    revocation_endpoint: endpoints.revocationEndpoint,
    authorization_response_iss_parameter_supported: endpoints.sendsIssuer,
  }
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS }
  const isLoopback = LOOPBACK_HOSTS.has(new URL(endpoints.tokenEndpoint).hostname)
  return {
    server,
    client,
    authentication: oauth.ClientSecretPost(clientSecret),
    request: {
      [oauth.allowInsecureRequests]: isLoopback,
      [oauth.customFetch]: (url: string, init: RequestInit) => fetcher(url, init),
    },
  }
}
