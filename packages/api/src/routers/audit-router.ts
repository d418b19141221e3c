import { auditPageContract, listAuditInput } from '@parley/contracts'
import { listAudit } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const auditRouter = router({
  list: memberProcedure
    .input(listAuditInput)
    .output(auditPageContract)
    .query(({ ctx, input }) => listAudit({ ctx: ctx.member, input })),
})
