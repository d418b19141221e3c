import {
  createLeadInput,
  leadContract,
  leadPageContract,
  leadRefInput,
  listLeadsInput,
  updateLeadInput,
} from '@parley/contracts'
import { createLead, createOnce, getLead, listLeads, removeLead, updateLead } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const leadsRouter = router({
  list: memberProcedure
    .input(listLeadsInput)
    .output(leadPageContract)
    .query(({ ctx, input }) => listLeads({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(leadRefInput)
    .output(leadContract)
    .query(({ ctx, input }) => getLead({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createLeadInput)
    .output(leadContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'leads.create',
        input,
        () => createLead({ ctx, input }),
        (leadId) => getLead({ ctx, input: { leadId } }),
      ),
    ),

  update: memberProcedure
    .input(updateLeadInput)
    .output(leadContract)
    .mutation(({ ctx, input }) => updateLead({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(leadRefInput)
    .output(leadContract)
    .mutation(({ ctx, input }) => removeLead({ ctx: ctx.member, input })),
})
