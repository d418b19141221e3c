import { Agent, type AgentRecord, Deployment, type DeploymentRecord } from '@parley/db'

export interface OpenDeployment {
  deployment: DeploymentRecord
  agent: AgentRecord
}

/** A deployment that serves now, with its agent; null where either is missing or switched off. */
export async function findOpenDeployment(friendlyName: string): Promise<OpenDeployment | null> {
  const deployment = await Deployment.findOne({ _id: friendlyName, isActive: true }).lean()
  if (!deployment) return null
  const { agentId, organizationId } = deployment
  const agent = await Agent.findOne({ _id: agentId, organizationId, status: 'active' }).lean()
  return agent && { deployment, agent }
}

/** Whether a site's pages may run it without signing in. */
export function isOpenToOrigin({ deployment, agent }: OpenDeployment, origin: string | null): boolean {
  return origin !== null && agent.isPublic && deployment.origins.includes(origin)
}
