import { reportContract, runReportInput } from '@parley/contracts'
import { runReport } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const reportsRouter = router({
  run: memberProcedure
    .input(runReportInput)
    .output(reportContract)
    .query(({ ctx, input }) => runReport({ ctx: ctx.member, input })),
})
