import { applyRetention, type Job } from '@parley/services'

/** What the organizations' retention policies say, once an hour. */
export const retentionJob: Job = {
  name: 'retention',
  everyMs: 60 * 60 * 1000,
  run: ({ ctx, signal }) => applyRetention({ ctx, input: { dryRun: false }, signal }),
}
