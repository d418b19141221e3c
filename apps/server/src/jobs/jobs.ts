import { type Job, rollUpAnalytics, ticketsJob } from '@parley/services'
import { keepConnectionsJob } from './keep-connections-job.ts'
import { purgeOrganizationsJob } from './purge-organizations-job.ts'
import { resumeErasuresJob } from './resume-erasures-job.ts'
import { retentionJob } from './retention-job.ts'

/** Everything the server does by itself, again and again. */
export const JOBS: readonly Job[] = [
  rollUpAnalytics,
  retentionJob,
  purgeOrganizationsJob,
  resumeErasuresJob,
  keepConnectionsJob,
  ticketsJob,
]
