import type { PlatformName } from '@parley/contracts'
import type { TokenSet } from './oauth/token-set.ts'

/** A connection as it is used. `tokens` is null once it was disconnected or its grant was lost. */
export interface StoredConnection {
  integrationId: string
  platform: PlatformName
  isSandbox: boolean
  tokens: TokenSet | null
  /** Changes with every write of tokens. */
  revision: string
}

/** Where connections are kept; the tokens encrypted. */
export interface ConnectionStore {
  load(integrationId: string): Promise<StoredConnection | null>
  /**
   * True for one caller until `until`, or until tokens are written: it alone may send the refresh token, of all servers. False while
   * another's lease holds, and when the revision is not this one any more.
   */
  leaseRefresh(integrationId: string, revision: string, lease: { at: Date; until: Date }): Promise<boolean>
  /** Gives a lease back early, by its end. */
  endRefreshLease(integrationId: string, until: Date): Promise<void>
  /** Writes only while the revision is still this one, and gives the new one; null when someone else wrote or disconnected meanwhile. */
  saveTokens(integrationId: string, revision: string, tokens: TokenSet): Promise<string | null>
  /** Notes what is wrong, with the sentence to show. Also only while the revision is this one. */
  markBroken(
    integrationId: string,
    revision: string,
    status: 'expired' | 'revoked' | 'error',
    userMessage: string,
  ): Promise<void>
}
