import { organizationContract, retentionPreviewContract, updateOrganizationInput } from '@parley/contracts'
import { getOrganization, previewRetention, updateOrganization } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const organizationsRouter = router({
  get: memberProcedure.output(organizationContract).query(({ ctx }) => getOrganization({ ctx: ctx.member })),

  update: memberProcedure
    .input(updateOrganizationInput)
    .output(organizationContract)
    .mutation(({ ctx, input }) => updateOrganization({ ctx: ctx.member, input })),

  previewRetention: memberProcedure
    .output(retentionPreviewContract)
    .query(({ ctx }) => previewRetention({ ctx: ctx.member })),
})
