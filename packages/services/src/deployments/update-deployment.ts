import type { Deployment, UpdateDeploymentInput } from '@parley/contracts'
import { Deployment as DeploymentModel, type DeploymentRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { deploymentFromRecord } from './deployment-view.ts'
import { loadDeployable } from './load-deployable.ts'
import { loadDeployment } from './load-deployment.ts'
import { RECORDED } from './recorded.ts'

/** Changes which version is served, and to whom. Its name stays: another name is another deployment. */
export async function updateDeployment({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: UpdateDeploymentInput
}): Promise<Deployment> {
  requireAdmin(ctx.actor)
  const { friendlyName, ...changes } = input
  const change = { action: 'deployments.update', targetType: 'Deployment', recorded: RECORDED }
  const changed = await auditedWrite<DeploymentRecord>(ctx, change, async (session) => {
    const before = await loadDeployment(ctx.actor, friendlyName, session)
    const { _id, organizationId, agentId } = before
    if (changes.agentVersion !== undefined) {
      await loadDeployable(organizationId, agentId, changes.agentVersion, session)
    }
    const after = await DeploymentModel.findOneAndUpdate(
      { _id, organizationId },
      { $set: given(changes) },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return deploymentFromRecord(changed)
}
