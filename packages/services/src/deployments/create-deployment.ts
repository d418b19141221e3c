import type { CreateDeploymentInput, Deployment } from '@parley/contracts'
import { Deployment as DeploymentModel, type DeploymentRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { loadAgent } from '../agents/load-agent.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { InvalidInputError } from '../errors.ts'
import { deploymentFromRecord } from './deployment-view.ts'
import { loadDeployable } from './load-deployable.ts'
import { RECORDED } from './recorded.ts'

/** Serves a published version of an agent under a name, which is taken once in the whole installation. */
export async function createDeployment({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: CreateDeploymentInput
}): Promise<Deployment> {
  requireAdmin(ctx.actor)
  const { friendlyName, agentId, agentVersion, ...fields } = input
  const change = { action: 'deployments.create', targetType: 'Deployment', recorded: RECORDED }
  const made = await auditedWrite<DeploymentRecord>(ctx, change, async (session) => {
    const agent = await loadAgent(ctx.actor, agentId, session)
    const { organizationId } = agent
    const { version } = await loadDeployable(organizationId, agent._id, agentVersion, session)
    const name = friendlyName ?? agent.friendlyName
    if (name == null) throw unnamed()
    const draft = { ...given(fields), _id: name, organizationId, agentId: agent._id, agentVersion: version }
    const [deployment] = await DeploymentModel.create([draft], { session })
    return { before: null, after: deployment?.toObject() ?? null }
  })
  return deploymentFromRecord(made)
}

function unnamed(): InvalidInputError {
  const userMessage = 'Give it a name: the agent has none of its own.'
  return new InvalidInputError('No name', userMessage, { friendlyName: [userMessage] })
}
