import { z } from 'zod'
import { instantContract } from './scalars.ts'

/** How a job stands: `running`, or how its last run went (`stopped`: its server was). */
export const JOB_OUTCOMES = ['running', 'succeeded', 'failed', 'stopped'] as const

/** jobs.list: a job of the installation, when it ran last and when it runs next. */
const jobStateContract = z.object({
  name: z.string(),
  outcome: z.enum(JOB_OUTCOMES),
  startedAt: instantContract,
  /** Of the run before while it runs; null while the first one does. */
  finishedAt: instantContract.nullable(),
  nextRunAt: instantContract,
})

export const listJobsOutput = z.array(jobStateContract)

export type JobState = z.infer<typeof jobStateContract>
