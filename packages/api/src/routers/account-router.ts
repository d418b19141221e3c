import { accountContract, startDemoOutput } from '@parley/contracts'
import { getAccount } from '@parley/services'
import { memberProcedure, publicProcedure, router } from '../trpc.ts'

export const accountRouter = router({
  startDemo: publicProcedure.output(startDemoOutput).mutation(({ ctx }) => ctx.startDemo(ctx.responseHeaders)),

  get: memberProcedure.output(accountContract).query(({ ctx }) => getAccount({ ctx: ctx.member })),
})
