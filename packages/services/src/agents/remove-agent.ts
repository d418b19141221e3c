import type { Agent, AgentRefInput } from '@parley/contracts'
import { Agent as AgentModel, type AgentRecord, AgentVersion, Conversation, Demo, Deployment, Ticket } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError } from '../errors.ts'
import { agentFromRecord } from './agent-view.ts'
import { loadAgent } from './load-agent.ts'
import { RECORDED } from './recorded.ts'

/**
 * Deletes an agent with its versions; one that conversations, demos, deployments or tickets refer to is archived instead, so that they stay
 * readable. Throws ConflictError while another agent needs it.
 */
export async function removeAgent({ ctx, input }: { ctx: WriteContext; input: AgentRefInput }): Promise<Agent> {
  requireAdmin(ctx.actor)
  const change = { action: 'agents.remove', targetType: 'Agent', recorded: RECORDED }
  const removed = await auditedWrite<AgentRecord>(ctx, change, async (session) => {
    const before = await loadAgent(ctx.actor, input.agentId, session)
    const { _id, organizationId } = before
    if (await AgentModel.exists({ organizationId, dependsOnAgentIds: _id }).session(session)) {
      throw new ConflictError('Another agent depends on it', 'Another agent needs this one. Change that one first.')
    }
    if (await isReferredTo(before, session)) {
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

async function isReferredTo({ _id, organizationId }: AgentRecord, session: ClientSession): Promise<boolean> {
  const referring = { organizationId, agentId: _id }
  const found =
    (await Conversation.exists(referring).session(session)) ??
    (await Demo.exists(referring).session(session)) ??
    (await Deployment.exists(referring).session(session)) ??
    (await Ticket.exists({ organizationId, 'request.agentId': _id }).session(session))
  return found !== null
}
