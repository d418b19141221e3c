import {
  agentContract,
  agentPageContract,
  agentRefInput,
  agentVersionContract,
  agentVersionPageContract,
  createAgentInput,
  listAgentsInput,
  listAgentVersionsInput,
  updateAgentInput,
} from '@parley/contracts'
import {
  createAgent,
  createOnce,
  getAgent,
  getAgentVersion,
  listAgents,
  listAgentVersions,
  publishAgent,
  removeAgent,
  updateAgent,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const agentsRouter = router({
  list: memberProcedure
    .input(listAgentsInput)
    .output(agentPageContract)
    .query(({ ctx, input }) => listAgents({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(agentRefInput)
    .output(agentContract)
    .query(({ ctx, input }) => getAgent({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createAgentInput)
    .output(agentContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'agents.create',
        input,
        () => createAgent({ ctx, input }),
        (agentId) => getAgent({ ctx, input: { agentId } }),
      ),
    ),

  update: memberProcedure
    .input(updateAgentInput)
    .output(agentContract)
    .mutation(({ ctx, input }) => updateAgent({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(agentRefInput)
    .output(agentContract)
    .mutation(({ ctx, input }) => removeAgent({ ctx: ctx.member, input })),

  publish: memberProcedure
    .input(agentRefInput)
    .output(agentVersionContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'agents.publish',
        input,
        () => publishAgent({ ctx, input }),
        (agentVersionId) => getAgentVersion({ ctx, input: { agentVersionId } }),
      ),
    ),

  listVersions: memberProcedure
    .input(listAgentVersionsInput)
    .output(agentVersionPageContract)
    .query(({ ctx, input }) => listAgentVersions({ ctx: ctx.member, input })),
})
