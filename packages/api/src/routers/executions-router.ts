import {
  executionDetailContract,
  executionPageContract,
  executionRefInput,
  listExecutionsInput,
} from '@parley/contracts'
import { getExecution, listExecutions } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const executionsRouter = router({
  list: memberProcedure
    .input(listExecutionsInput)
    .output(executionPageContract)
    .query(({ ctx, input }) => listExecutions({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(executionRefInput)
    .output(executionDetailContract)
    .query(({ ctx, input }) => getExecution({ ctx: ctx.member, input })),
})
