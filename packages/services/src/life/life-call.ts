import type { Types } from 'mongoose'
import type { JobContext } from '../jobs/job.ts'
import type { Policies } from './policies.ts'

/** What each step of the policy job is given. */
export interface LifeCall {
  ctx: Pick<JobContext, 'now' | 'log'>
  policies: Policies
  /** Given: only this organization's records are looked at. */
  scope: { organizationId?: Types.ObjectId }
  /** Counts what would be done, and does nothing. */
  dryRun: boolean
  signal: AbortSignal
}
