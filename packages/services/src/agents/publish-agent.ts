import type { AgentRefInput, AgentVersion } from '@parley/contracts'
import { Agent, type AgentRecord, AgentVersion as AgentVersionModel, type AgentVersionRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { objectId } from '../object-id.ts'
import { agentVersionFromRecord } from './agent-version-view.ts'
import { agentSettingsOf } from './agent-view.ts'
import { loadAgent } from './load-agent.ts'

/** Keeps the agent as it is now under the next version number, for good. */
export async function publishAgent({ ctx, input }: { ctx: WriteContext; input: AgentRefInput }): Promise<AgentVersion> {
  requireAdmin(ctx.actor)
  const change = { action: 'agents.publish', targetType: 'AgentVersion', recorded: PUBLISHED }
  const published = await auditedWrite<AgentVersionRecord>(ctx, change, async (session) => {
    const agent = await loadAgent(ctx.actor, input.agentId, session)
    const version = await nextVersion(agent, session)
    await Agent.updateOne({ _id: agent._id, organizationId: agent.organizationId }, { $set: { version } }, { session })
    const draft = {
      organizationId: agent.organizationId,
      agentId: agent._id,
      version,
      snapshot: agentSettingsOf(agent),
      publishedAt: ctx.now(),
      publishedBy: objectId(ctx.actor.userId),
    }
    const [made] = await AgentVersionModel.create([draft], { session })
    return { before: null, after: made?.toObject() ?? null }
  })
  return agentVersionFromRecord(published)
}

/** What the audit keeps the values of. */
const PUBLISHED = ['agentId', 'version'] as const

async function nextVersion({ _id, organizationId }: AgentRecord, session: ClientSession): Promise<number> {
  const last = await AgentVersionModel.findOne({ organizationId, agentId: _id }, { version: 1 }, { session })
    .sort({ version: -1 })
    .lean()
  return (last?.version ?? 0) + 1
}
