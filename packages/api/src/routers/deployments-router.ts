import {
  createDeploymentInput,
  deploymentContract,
  deploymentPageContract,
  deploymentRefInput,
  listDeploymentsInput,
  updateDeploymentInput,
} from '@parley/contracts'
import {
  createDeployment,
  createOnce,
  getDeployment,
  listDeployments,
  removeDeployment,
  updateDeployment,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const deploymentsRouter = router({
  list: memberProcedure
    .input(listDeploymentsInput)
    .output(deploymentPageContract)
    .query(({ ctx, input }) => listDeployments({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(deploymentRefInput)
    .output(deploymentContract)
    .query(({ ctx, input }) => getDeployment({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createDeploymentInput)
    .output(deploymentContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'deployments.create',
        input,
        () => createDeployment({ ctx, input }),
        (friendlyName) => getDeployment({ ctx, input: { friendlyName } }),
      ),
    ),

  update: memberProcedure
    .input(updateDeploymentInput)
    .output(deploymentContract)
    .mutation(({ ctx, input }) => updateDeployment({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(deploymentRefInput)
    .output(deploymentContract)
    .mutation(({ ctx, input }) => removeDeployment({ ctx: ctx.member, input })),
})
