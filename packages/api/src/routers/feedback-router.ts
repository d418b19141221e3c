import { feedbackPageContract, getFeedbackInput, listFeedbackInput, ratedExchangeContract } from '@parley/contracts'
import { getFeedback, listFeedback } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const feedbackRouter = router({
  list: memberProcedure
    .input(listFeedbackInput)
    .output(feedbackPageContract)
    .query(({ ctx, input }) => listFeedback({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(getFeedbackInput)
    .output(ratedExchangeContract)
    .query(({ ctx, input }) => getFeedback({ ctx: ctx.member, input })),
})
