import type { ConnectedAccount } from '@parley/contracts'

/** How far a connection is. One card shows them all, in its place. */
export type ConnectStage =
  | { name: 'offer' }
  | { name: 'starting' }
  /** The browser did not let the window open. */
  | { name: 'blocked'; authorizationUrl: string }
  /** Consent is being given elsewhere. */
  | { name: 'waiting'; authorizationUrl: string }
  | { name: 'choose'; accounts: readonly Pick<ConnectedAccount, 'accountId' | 'name'>[]; isSaving: boolean }
  | { name: 'connected'; accountName: string | null }
  /** Decided, and not connected: `words` say how it ended. */
  | { name: 'closed'; words: string }
  | { name: 'failed'; userMessage: string }

/** What the card asks of whoever shows it. `decline` is absent where nothing waits for an answer. */
export interface ConnectCardActions {
  connect(): void
  decline?: (() => void) | undefined
  /** Goes to the consent in this tab. */
  openHere(): void
  /** Opens the window of a consent once more. */
  openAgain(): void
  cancel(): void
  choose(accountId: string): void
}
