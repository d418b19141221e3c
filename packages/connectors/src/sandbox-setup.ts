import type { PlatformSetup } from './platform.ts'

/** What the sandbox's Google says of itself when it is ready. */
export interface SandboxGoogleAddresses {
  clientId: string
  clientSecret: string
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  revocationEndpoint: string
  adminApiUrl: string
  dataApiUrl: string
}

/** Google Analytics as the sandbox serves it, in place of the real endpoints. */
export function sandboxSetup(google: SandboxGoogleAddresses, redirectUri: string): PlatformSetup {
  const { clientId, clientSecret, issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint } = google
  return {
    endpoints: {
      issuer,
      authorizationEndpoint,
      tokenEndpoint,
      revocationEndpoint,
      sendsIssuer: true,
      apis: { admin: google.adminApiUrl, data: google.dataApiUrl },
    },
    clientId,
    clientSecret,
    redirectUri,
    isSandbox: true,
  }
}
