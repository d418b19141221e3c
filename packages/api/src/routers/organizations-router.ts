import {
  createOrganizationInput,
  listOrganizationsInput,
  organizationContract,
  organizationPageContract,
  organizationRefInput,
  retentionPreviewContract,
  updateOrganizationInput,
} from '@parley/contracts'
import {
  activateOrganization,
  createOnce,
  createOrganization,
  getOrganization,
  getOwnOrganization,
  listOrganizations,
  previewRetention,
  removeOrganization,
  restoreOrganization,
  updateOrganization,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const organizationsRouter = router({
  list: memberProcedure
    .input(listOrganizationsInput)
    .output(organizationPageContract)
    .query(({ ctx, input }) => listOrganizations({ ctx: ctx.member, input })),

  activate: memberProcedure
    .input(organizationRefInput)
    .output(organizationContract)
    .mutation(({ ctx, input }) => activateOrganization({ ctx: ctx.member, input })),

  get: memberProcedure.output(organizationContract).query(({ ctx }) => getOrganization({ ctx: ctx.member })),

  create: memberProcedure
    .input(createOrganizationInput)
    .output(organizationContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'organizations.create',
        input,
        () => createOrganization({ ctx, input }),
        (organizationId) => getOwnOrganization({ ctx, input: { organizationId } }),
      ),
    ),

  update: memberProcedure
    .input(updateOrganizationInput)
    .output(organizationContract)
    .mutation(({ ctx, input }) => updateOrganization({ ctx: ctx.member, input })),

  remove: memberProcedure.output(organizationContract).mutation(({ ctx }) => removeOrganization({ ctx: ctx.member })),

  restore: memberProcedure.output(organizationContract).mutation(({ ctx }) => restoreOrganization({ ctx: ctx.member })),

  previewRetention: memberProcedure
    .output(retentionPreviewContract)
    .query(({ ctx }) => previewRetention({ ctx: ctx.member })),
})
