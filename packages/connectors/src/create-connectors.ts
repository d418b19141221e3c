import type { ConnectedAccount, PlatformName, Report } from '@parley/contracts'
import { createAccessTokens } from './access-tokens.ts'
import type { ConnectionStore, StoredConnection } from './connection-store.ts'
import { ConnectorError, isConnectorError } from './connector-error.ts'
import { createApiClient } from './http/api-client.ts'
import { createBoundedFetch } from './http/bounded-fetch.ts'
import { type BegunAuthorization, beginAuthorization } from './oauth/begin-authorization.ts'
import { type AuthorizationCallback, completeAuthorization, type NewGrant } from './oauth/complete-authorization.ts'
import { refreshTokens } from './oauth/refresh-tokens.ts'
import { revokeGrant } from './oauth/revoke-grant.ts'
import type { TokenSet } from './oauth/token-set.ts'
import type { Platform, PlatformCall, PlatformSetup, ReportQuery } from './platform.ts'
import { PLATFORM_ROWS } from './platforms.ts'

/** What the verbs need of the platforms, as a port. Everything rejects with ConnectorError. */
export interface Connectors {
  /** True while this platform is the sandbox's. */
  isSandbox(platform: PlatformName): boolean
  begin(platform: PlatformName, loginHint?: string): Promise<BegunAuthorization>
  complete(platform: PlatformName, callback: AuthorizationCallback): Promise<NewGrant>
  listAccounts(integrationId: string): Promise<ConnectedAccount[]>
  runReport(integrationId: string, query: ReportQuery): Promise<Report>
  /** Refreshes the access token now where it ends within `aheadMs`, and asks for nothing else; true where it did. */
  keepAccess(integrationId: string, aheadMs: number): Promise<boolean>
  /** Takes the grant back at the provider; false where it could not be told. Wiping the tokens is the caller's. */
  revoke(platform: PlatformName, tokens: TokenSet): Promise<boolean>
}

export interface ConnectorsOptions {
  setups: Readonly<Partial<Record<PlatformName, PlatformSetup>>>
  store: ConnectionStore
  now(): Date
  fetch?: typeof fetch
  sleep?: (ms: number) => Promise<void>
}

const OAUTH_LIMITS = { timeoutMs: 10_000, maxBytes: 64 * 1024 }
const API_LIMITS = { timeoutMs: 20_000, maxBytes: 8 * 1024 * 1024 }

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The platforms as clients: authorization, tokens that are refreshed in time, accounts and reports. */
export function createConnectors({
  setups,
  store,
  now,
  fetch: fetcher = fetch,
  sleep = pause,
}: ConnectorsOptions): Connectors {
  const oauth = { fetch: createBoundedFetch(fetcher, OAUTH_LIMITS), now }
  const apiFetch = createBoundedFetch(fetcher, API_LIMITS)

  function findSetup(name: PlatformName): { platform: Platform; setup: PlatformSetup } {
    const platform = PLATFORM_ROWS[name]
    const setup = setups[name]
    if (!setup) throw new ConnectorError('misconfigured', platform.label, `${name}: no client id and secret are set`)
    return { platform, setup }
  }

  const access = createAccessTokens({
    store,
    now,
    platformLabel: ({ platform }) => PLATFORM_ROWS[platform].label,
    isUsable: ({ platform, isSandbox }) => findSetup(platform).setup.isSandbox === isSandbox,
    refresh: ({ platform: name }, tokens) => {
      const { platform, setup } = findSetup(name)
      return refreshTokens(platform, setup, tokens, oauth)
    },
    discard: async ({ platform }, tokens) => {
      await revokeGrant(findSetup(platform).setup, tokens.refreshToken, oauth)
    },
  })

  function callWith({ platform: name }: StoredConnection, { accessToken }: TokenSet): PlatformCall {
    const { platform, setup } = findSetup(name)
    const api = createApiClient({ accessToken, platform, fetch: apiFetch, now, sleep })
    return { api, endpoints: setup.endpoints, isSandbox: setup.isSandbox, now: now() }
  }

  /** A token refused before its time gets one refresh and one more try. What is then still wrong is noted on the connection. */
  async function withAccess<Result>(id: string, use: (call: PlatformCall, platform: Platform) => Promise<Result>) {
    let current = await access.get(id)
    const run = () => use(callWith(current.connection, current.tokens), PLATFORM_ROWS[current.connection.platform])
    const noting = async (error: unknown) => {
      const { revision } = current.connection
      if (isConnectorError(error, 'expired')) await store.markBroken(id, revision, 'expired', error.userMessage)
      if (isConnectorError(error, 'missing_scope')) await store.markBroken(id, revision, 'error', error.userMessage)
      throw error
    }
    try {
      return await run()
    } catch (error) {
      if (!isConnectorError(error, 'expired')) return noting(error)
      current = await access.get(id, current.tokens.accessToken)
      return run().catch(noting)
    }
  }

  return {
    isSandbox: (name) => findSetup(name).setup.isSandbox,
    begin: async (name, loginHint) => {
      const { platform, setup } = findSetup(name)
      return beginAuthorization(platform, setup, loginHint)
    },
    complete: async (name, callback) => {
      const { platform, setup } = findSetup(name)
      return completeAuthorization(platform, setup, callback, oauth)
    },
    listAccounts: (id) => withAccess(id, (call, platform) => platform.listAccounts(call)),
    runReport: (id, query) => withAccess(id, (call, platform) => platform.runReport(call, query)),
    keepAccess: access.keep,
    revoke: async (name, tokens) => revokeGrant(findSetup(name).setup, tokens.refreshToken, oauth),
  }
}
