import type { Deployment, DeploymentRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { deploymentFromRecord } from './deployment-view.ts'
import { loadDeployment } from './load-deployment.ts'

/** One deployment of the organization. */
export async function getDeployment({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: DeploymentRefInput
}): Promise<Deployment> {
  return deploymentFromRecord(await loadDeployment(ctx.actor, input.friendlyName))
}
