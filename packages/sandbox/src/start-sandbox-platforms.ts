import { createServer } from 'node:http'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createAnalyticsApp } from './google-analytics/analytics-app.ts'
import { createProvider, SANDBOX_CLIENT_ID } from './oauth/create-provider.ts'
import { mountProvider } from './oauth/mount-provider.ts'
import { ANALYTICS_SCOPE } from './oauth/scopes.ts'
import { openStateFile } from './oauth/state-file.ts'

export interface SandboxPlatformsOptions {
  /** The origin browsers use, for example http://127.0.0.1:3000; the provider's pages are under `/sandbox/google` there. */
  publicBaseUrl: string
  /** Keys, client secret and grants live in `sandbox-google.json` there and survive a restart. */
  dataDir: string
  /** Where an authorization may come back to, exactly. */
  redirectUris: string[]
  /** 0, the default, takes any free port of 127.0.0.1. */
  port?: number
  /** Another seed, other numbers. */
  seed?: string
  /** How long an access token lives. Default 3600. */
  accessTokenSeconds?: number
  /** Milliseconds since 1970, for the data; the provider keeps real time. */
  now?: () => number
}

/** All a client needs. Only the authorization endpoint is for browsers, on publicBaseUrl; the rest is on the loopback port. */
export interface SandboxGoogle {
  clientId: string
  clientSecret: string
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  revocationEndpoint: string
  adminApiUrl: string
  dataApiUrl: string
  /** POST `{ mode: 'rate_limited', … }`: see sandbox-mode.ts. */
  settingsUrl: string
}

export interface SandboxPlatforms {
  /** Requests to `/sandbox/*` go here, path unchanged. */
  url: string
  port: number
  google: SandboxGoogle
  close(): Promise<void>
}

const MOUNT = '/sandbox/google'

/** Starts the sandbox of Google's sign-in and Google Analytics. Rejects when the port is taken. */
export async function startSandboxPlatforms(options: SandboxPlatformsOptions): Promise<SandboxPlatforms> {
  const {
    publicBaseUrl,
    dataDir,
    redirectUris,
    port = 0,
    seed = 'parley',
    accessTokenSeconds = 3600,
    now = Date.now,
  } = options
  const issuer = `${new URL(publicBaseUrl).origin}${MOUNT}`
  const stateFile = openStateFile(join(dataDir, 'sandbox-google.json'))
  const provider = createProvider({ issuer, redirectUris, stateFile, accessTokenSeconds })
  const removeRecords = (isMeant: (key: string) => boolean) => {
    for (const key of stateFile.state.records.keys()) if (isMeant(key)) stateFile.state.records.delete(key)
    stateFile.save()
  }
  const analytics = createAnalyticsApp({
    seed,
    requiredScope: ANALYTICS_SCOPE,
    now,
    findHolder: async (value) => {
      const token = await provider.AccessToken.find(value)
      return token ? { personId: token.accountId, scopes: [...token.scopes] } : null
    },
    voidAccessTokens: () => removeRecords((key) => key.startsWith('AccessToken:')),
    voidGrants: () => removeRecords((key) => /^(AccessToken|RefreshToken|AuthorizationCode|Grant):/.test(key)),
  })
  const serveProvider = mountProvider(provider, issuer)
  const serveAnalytics = getRequestListener(analytics.fetch)
  const server = createServer((request, response) => {
    void (request.url?.startsWith(`${MOUNT}/`) ? serveProvider : serveAnalytics)(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  const url = `http://127.0.0.1:${taken}`
  return {
    url,
    port: taken,
    google: {
      clientId: SANDBOX_CLIENT_ID,
      clientSecret: stateFile.state.clientSecret,
      issuer,
      authorizationEndpoint: `${issuer}/auth`,
      tokenEndpoint: `${url}${MOUNT}/token`,
      revocationEndpoint: `${url}${MOUNT}/token/revocation`,
      adminApiUrl: url,
      dataApiUrl: url,
      settingsUrl: `${url}/settings`,
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}
