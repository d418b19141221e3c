import type { StartedDemo } from '@parley/contracts'
import type { Actor, VerbContext } from '@parley/services'

/** What the server gives every call. */
export interface ApiContext {
  verb: VerbContext
  /** The session's user in its active organization, with the role read for this request; null for strangers. */
  actor: Actor | null
  /** Reads session and membership again; null when they no longer hold. Subscriptions ask every minute. */
  refreshActor(): Promise<Actor | null>
  /** Writes the organization into the request's session. */
  activateOrganization(organizationId: string): Promise<void>
  /** The Idempotency-Key header, as sent. */
  idempotencyKey: string | null
  /** Headers of the answer; `startDemo` sets the session cookie here. */
  responseHeaders: Headers
  /** Makes a fresh user and organization and signs them in. Throws TOO_MANY_REQUESTS. */
  startDemo(responseHeaders: Headers): Promise<StartedDemo>
}
