import type { Types } from 'mongoose'
import type { SeedAccount } from './report.ts'

/** Whose a conversation is: a member, or a visitor of a site. */
export type SeedOwner = { userId: Types.ObjectId } | { visitorId: string }

export interface SeedAgent {
  _id: Types.ObjectId
  version: number
}

/** What the conversations of an organization are written into. */
export interface SeedTenant {
  organizationId: Types.ObjectId
  /** What its ids and its random numbers follow from. */
  path: string
  /** Those who write, the most talkative first. */
  writers: readonly Types.ObjectId[]
  agents: readonly SeedAgent[]
  leadIds: readonly Types.ObjectId[]
  account: SeedAccount
  payer: 'user' | 'demo'
  /** Visitors of a site come only where there is one. */
  hasVisitors: boolean
}
