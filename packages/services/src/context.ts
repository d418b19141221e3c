import type { LlmSettings, ModelClient, TurnRunner } from '@parley/assistant'
import type { Connectors } from '@parley/connectors'
import type { UserEvent } from '@parley/contracts'
import type { KeyRing } from '@parley/db'
import type { Actor } from './actor.ts'
import type { ErasureLog } from './erasure/erasure-log.ts'

/** What every verb is given: the world outside, so that tests can set it. */
export interface VerbContext {
  requestId: string
  now(): Date
  /** This server process, as leases name it. */
  serverId: string
  turns: TurnRunner
  /** The client of an agent's model, for runs without a conversation. */
  modelFor(settings: LlmSettings): ModelClient
  events: UserEvents
  connectors: Connectors
  /** Seals what an OAuth attempt keeps and the tokens it brings. */
  keys: KeyRing
  log: Log
  /** Receipts of erasures, outside the database. */
  erasures: ErasureLog
  /** Where the request came from; absent outside one. */
  client?: { ipAddress: string; userAgent: string }
  settings: {
    defaultModel: string
    isSandboxModel: boolean
    /** Tools of organizations may be called over http, and at addresses that are not public. */
    arePrivateToolsAllowed?: boolean
  }
}

/** A verb that needs a signed-in member of an organization. */
export interface MemberContext extends VerbContext {
  actor: Actor
  /** Reads session and membership again, for subscriptions that live long. Null when the person may no longer act. */
  refreshActor(): Promise<Actor | null>
  /** Makes the session act in another organization from the next request on. The verb has seen to it that the person may. */
  activateOrganization(organizationId: string): Promise<void>
  /** The Idempotency-Key header of a mutation. */
  idempotencyKey: string | null
}

/** Tells a user's browsers what changed, and remembers the last events so that a reconnect misses nothing. */
export interface UserEvents {
  publish(userId: string, event: UserEvent): void
  /** Events after lastEventId, then live. Begins with `resync` when lastEventId is no longer held. */
  watch(userId: string, lastEventId: string | null, signal: AbortSignal): AsyncIterable<NumberedUserEvent>
}

export interface NumberedUserEvent {
  id: string
  event: UserEvent
}

/** pino's shape, so that services need no logger of their own. Never pass secrets or message texts. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
