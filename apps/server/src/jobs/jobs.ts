import { type Job, rollUpAnalytics, ticketsJob } from '@parley/services'
import { retentionJob } from './retention-job.ts'

/** Everything the server does by itself, again and again. */
export const JOBS: readonly Job[] = [rollUpAnalytics, retentionJob, ticketsJob]
