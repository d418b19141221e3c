import { accountContract, accountExportContract, erasureReceiptContract, startDemoOutput } from '@parley/contracts'
import { eraseAccount, exportAccount, getAccount } from '@parley/services'
import { memberProcedure, publicProcedure, router } from '../trpc.ts'

export const accountRouter = router({
  startDemo: publicProcedure.output(startDemoOutput).mutation(({ ctx }) => ctx.startDemo(ctx.responseHeaders)),

  get: memberProcedure.output(accountContract).query(({ ctx }) => getAccount({ ctx: ctx.member })),

  export: memberProcedure.output(accountExportContract).mutation(({ ctx }) => exportAccount({ ctx: ctx.member })),

  erase: memberProcedure.output(erasureReceiptContract).mutation(({ ctx }) => eraseAccount({ ctx: ctx.member })),
})
