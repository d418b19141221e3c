import { type Job, rollUpAnalytics } from '@parley/services'
import { retentionJob } from './retention-job.ts'

/** Everything the server does by itself, again and again. */
export const JOBS: readonly Job[] = [rollUpAnalytics, retentionJob]
