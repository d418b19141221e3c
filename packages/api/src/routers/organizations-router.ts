import { organizationContract, updateOrganizationInput } from '@parley/contracts'
import { getOrganization, updateOrganization } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const organizationsRouter = router({
  get: memberProcedure.output(organizationContract).query(({ ctx }) => getOrganization({ ctx: ctx.member })),

  update: memberProcedure
    .input(updateOrganizationInput)
    .output(organizationContract)
    .mutation(({ ctx, input }) => updateOrganization({ ctx: ctx.member, input })),
})
