import {
  listUsageInput,
  summarizeUsageInput,
  usageContract,
  usageRecordPageContract,
  usageSummaryContract,
} from '@parley/contracts'
import { getUsage, listUsage, summarizeUsage } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const usageRouter = router({
  get: memberProcedure.output(usageContract).query(({ ctx }) => getUsage({ ctx: ctx.member })),

  list: memberProcedure
    .input(listUsageInput)
    .output(usageRecordPageContract)
    .query(({ ctx, input }) => listUsage({ ctx: ctx.member, input })),

  summarize: memberProcedure
    .input(summarizeUsageInput)
    .output(usageSummaryContract)
    .query(({ ctx, input }) => summarizeUsage({ ctx: ctx.member, input })),
})
