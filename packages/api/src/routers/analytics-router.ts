import { analyticsContract, getAnalyticsInput } from '@parley/contracts'
import { getAnalytics } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const analyticsRouter = router({
  get: memberProcedure
    .input(getAnalyticsInput)
    .output(analyticsContract)
    .query(({ ctx, input }) => getAnalytics({ ctx: ctx.member, input })),
})
