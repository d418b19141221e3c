import type { VerbContext } from '../context.ts'

/** What a job is given: a verb's context without a request. */
export type JobContext = Omit<VerbContext, 'requestId'>

/** How many of what were dealt with, by kind: `{ archived: 3 }`. Never anything personal. */
export type JobCounts = Record<string, number>

/** Something done again and again by one server at a time. It may be killed anywhere and run again: every step of it is conditional. */
export interface Job {
  name: string
  everyMs: number
  /** Ends early, between two batches, once `signal` is aborted: the server stops or the lease went to another. */
  run(call: { ctx: JobContext; signal: AbortSignal }): Promise<JobCounts>
}
