import { listJobsOutput } from '@parley/contracts'
import { listJobs } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const jobsRouter = router({
  list: memberProcedure.output(listJobsOutput).query(({ ctx }) => listJobs({ ctx: ctx.member })),
})
