import { type Job, resumeErasures } from '@parley/services'

/** Erasures that were interrupted, and platforms that could not be told, every minute. */
export const resumeErasuresJob: Job = {
  name: 'resume-erasures',
  everyMs: 60 * 1000,
  run: ({ ctx, signal }) => resumeErasures({ ctx, signal }),
}
