import type { Agent, AgentRefInput } from '@parley/contracts'
import { Agent as AgentModel, type AgentRecord, AgentVersion, Conversation } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { agentFromRecord } from './agent-view.ts'
import { loadAgent } from './load-agent.ts'
import { RECORDED } from './recorded.ts'

/** Deletes an agent with its versions; one that conversations refer to is archived instead, so that they stay readable. */
export async function removeAgent({ ctx, input }: { ctx: WriteContext; input: AgentRefInput }): Promise<Agent> {
  requireAdmin(ctx.actor)
  const change = { action: 'agents.remove', targetType: 'Agent', recorded: RECORDED }
  const removed = await auditedWrite<AgentRecord>(ctx, change, async (session) => {
    const before = await loadAgent(ctx.actor, input.agentId, session)
    const { _id, organizationId } = before
    if (await Conversation.exists({ organizationId, agentId: _id }).session(session)) {
      const archived = await AgentModel.findOneAndUpdate(
        { _id, organizationId },
        { $set: { status: 'archived' } },
        { session, returnDocument: 'after' },
      ).lean()
      return { before, after: archived }
    }
    await AgentModel.deleteOne({ _id, organizationId }, { session })
    await AgentVersion.deleteMany({ organizationId, agentId: _id }, { session })
    return { before, after: null }
  })
  return agentFromRecord(removed)
}
