import { setTimeout as delay } from 'node:timers/promises'
import type { ConnectionStore, StoredConnection } from './connection-store.ts'
import { ConnectorError, isConnectorError } from './connector-error.ts'
import type { TokenSet } from './oauth/token-set.ts'

/** Refreshed this long before it ends, so that no request leaves with a token that dies on the way. */
const AHEAD_MS = 2 * 60_000

/** Longer than a refresh can take: discovery and the grant, ten seconds each. */
const LEASE_MS = 30_000

/** How often it is looked whether another server has refreshed, and for how long: until its lease is over even if it died. */
const POLL_MS = 100
const MAX_POLLS = (LEASE_MS + 5_000) / POLL_MS

export interface AccessTokensOptions {
  store: ConnectionStore
  now(): Date
  platformLabel(connection: StoredConnection): string
  /** True while this connection's tokens may be sent at all: not a sandbox's to the real platform. */
  isUsable(connection: StoredConnection): boolean
  refresh(connection: StoredConnection, tokens: TokenSet): Promise<TokenSet>
  /** Takes back what was refreshed for a connection that is gone by now. */
  discard(connection: StoredConnection, tokens: TokenSet): Promise<void>
}

export interface ValidAccess {
  connection: StoredConnection
  tokens: TokenSet
}

/** Gives access tokens that are good for a while. `rejected` is one the platform just refused: it is not given again. */
export interface AccessTokens {
  get(integrationId: string, rejected?: string): Promise<ValidAccess>
  /** Refreshes a token that ends within `aheadMs`; true where it did. */
  keep(integrationId: string, aheadMs: number): Promise<boolean>
}

/** What a token must be to be used as it is. */
interface Wanted {
  aheadMs: number
  rejected?: string | undefined
}

/**
 * One refresh at a time for each connection, however many ask: the others wait for it and share it. In this process they share its promise;
 * of several servers one holds the lease in the store, since a refresh token that is sent twice may end the grant (RFC 9700, 4.14.2).
 */
export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { store, now } = options
  const flights = new Map<string, Promise<ValidAccess>>()

  async function load(integrationId: string): Promise<ValidAccess> {
    const connection = await store.load(integrationId)
    if (!connection) throw new ConnectorError('revoked', 'The platform', 'access: there is no such connection')
    const label = options.platformLabel(connection)
    if (!options.isUsable(connection)) throw new ConnectorError('expired', label, 'access: made with another setup')
    if (!connection.tokens) throw new ConnectorError('revoked', label, 'access: the connection holds no tokens')
    return { connection, tokens: connection.tokens }
  }

  function isGood({ tokens }: ValidAccess, { aheadMs, rejected }: Wanted): boolean {
    const isFresh = tokens.expiresAt === null || tokens.expiresAt.getTime() - aheadMs > now().getTime()
    return isFresh && tokens.accessToken !== rejected
  }

  /** A grant that seems gone may only have been rotated by another server: then its tokens are in the store by now. */
  async function whenRefused(access: ValidAccess, wanted: Wanted, error: ConnectorError) {
    const { connection } = access
    const latest = await load(connection.integrationId)
    if (latest.connection.revision !== connection.revision && isGood(latest, wanted)) return latest
    await store.markBroken(connection.integrationId, connection.revision, 'revoked', error.userMessage)
    throw error
  }

  async function refreshLeased(access: ValidAccess, wanted: Wanted): Promise<ValidAccess> {
    const { connection } = access
    const { integrationId } = connection
    let tokens: TokenSet
    try {
      tokens = await options.refresh(connection, access.tokens)
    } catch (error) {
      if (isConnectorError(error, 'revoked')) return whenRefused(access, wanted, error)
      throw error
    }
    const revision = await store.saveTokens(integrationId, connection.revision, tokens)
    if (revision !== null) return { connection: { ...connection, tokens, revision }, tokens }
    const latest = await load(integrationId).catch(async (error: unknown) => {
      await options.discard(connection, tokens)
      throw error
    })
    if (isGood(latest, wanted)) return latest
    throw new ConnectorError('expired', options.platformLabel(connection), 'access: changed while it was refreshed')
  }

  async function refresh(integrationId: string, wanted: Wanted): Promise<ValidAccess> {
    for (let poll = 0; ; poll += 1) {
      const access = await load(integrationId)
      if (isGood(access, wanted)) return access
      const { connection } = access
      const at = now()
      const until = new Date(at.getTime() + LEASE_MS)
      if (await store.leaseRefresh(integrationId, connection.revision, { at, until })) {
        try {
          return await refreshLeased(access, wanted)
        } catch (error) {
          // Where it cannot be given back it ends by itself.
          await store.endRefreshLease(integrationId, until).catch(() => undefined)
          throw error
        }
      }
      if (poll === MAX_POLLS)
        throw new ConnectorError(
          'provider_down',
          options.platformLabel(connection),
          'access: refreshed elsewhere, for too long',
        )
      await delay(POLL_MS)
    }
  }

  function join(integrationId: string, wanted: Wanted): Promise<ValidAccess> {
    const running = flights.get(integrationId)
    if (running) return running
    const flight = refresh(integrationId, wanted).finally(() => flights.delete(integrationId))
    flights.set(integrationId, flight)
    return flight
  }

  return {
    async get(integrationId, rejected) {
      const wanted = { aheadMs: AHEAD_MS, rejected }
      const access = await load(integrationId)
      if (isGood(access, wanted)) return access
      const shared = await join(integrationId, wanted)
      return shared.tokens.accessToken === rejected ? join(integrationId, wanted) : shared
    },

    async keep(integrationId, aheadMs) {
      if (isGood(await load(integrationId), { aheadMs })) return false
      await join(integrationId, { aheadMs })
      return true
    },
  }
}
