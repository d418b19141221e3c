import { DEFAULT_PAGE_LIMIT, type DeploymentPage, type ListDeploymentsInput } from '@parley/contracts'
import { Deployment } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { deploymentFromRecord } from './deployment-view.ts'

/** The organization's deployments by name. */
export async function listDeployments({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListDeploymentsInput
}): Promise<DeploymentPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Deployment.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(input.agentId !== undefined && { agentId: objectId(input.agentId) }),
    ...(after !== null && { _id: { $gt: after } }),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, deploymentFromRecord, ({ _id }) => formatNameCursor(_id))
}
