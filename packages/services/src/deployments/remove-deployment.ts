import type { Deployment, DeploymentRefInput } from '@parley/contracts'
import { Deployment as DeploymentModel, type DeploymentRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { deploymentFromRecord } from './deployment-view.ts'
import { loadDeployment } from './load-deployment.ts'
import { RECORDED } from './recorded.ts'

/** Ends a deployment; its name is free again. */
export async function removeDeployment({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: DeploymentRefInput
}): Promise<Deployment> {
  requireAdmin(ctx.actor)
  const change = { action: 'deployments.remove', targetType: 'Deployment', recorded: RECORDED }
  const removed = await auditedWrite<DeploymentRecord>(ctx, change, async (session) => {
    const before = await loadDeployment(ctx.actor, input.friendlyName, session)
    await DeploymentModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return deploymentFromRecord(removed)
}
