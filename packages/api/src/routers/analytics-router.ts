import {
  analyticsContract,
  conversationFiguresPageContract,
  getAnalyticsInput,
  listConversationFiguresInput,
} from '@parley/contracts'
import { getAnalytics, listConversationFigures } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const analyticsRouter = router({
  get: memberProcedure
    .input(getAnalyticsInput)
    .output(analyticsContract)
    .query(({ ctx, input }) => getAnalytics({ ctx: ctx.member, input })),

  listConversations: memberProcedure
    .input(listConversationFiguresInput)
    .output(conversationFiguresPageContract)
    .query(({ ctx, input }) => listConversationFigures({ ctx: ctx.member, input })),
})
