import type { Agent, UpdateAgentInput } from '@parley/contracts'
import { Agent as AgentModel, type AgentRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { requireRoom } from '../organizations/require-room.ts'
import { agentFromRecord } from './agent-view.ts'
import { checkAgent, checkAgentTools } from './check-agent.ts'
import { checkReferences } from './check-references.ts'
import { loadAgent } from './load-agent.ts'
import { RECORDED } from './recorded.ts'

/** Changes an agent; conversations go on with what it is now. A status brings an archived one back. */
export async function updateAgent({ ctx, input }: { ctx: WriteContext; input: UpdateAgentInput }): Promise<Agent> {
  requireAdmin(ctx.actor)
  checkAgent(input)
  const { agentId, llmSettings, ...changes } = input
  const change = { action: 'agents.update', targetType: 'Agent', recorded: RECORDED }
  const changed = await auditedWrite<AgentRecord>(ctx, change, async (session) => {
    const before = await loadAgent(ctx.actor, agentId, session)
    await checkReferences(ctx.actor, changes, before._id, session)
    if (before.status === 'archived' && changes.status) await requireRoom(ctx, 'agents', session)
    const projectId = changes.projectId === undefined ? before.projectId?.toHexString() : changes.projectId
    await checkAgentTools(ctx.actor, { tools: changes.tools, projectId }, session)
    const after = await AgentModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      {
        $set: { ...given(changes), ...llmChanges(llmSettings) },
        ...(llmSettings?.model === null && { $unset: { 'llmSettings.model': 1 } }),
      },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return agentFromRecord(changed)
}

/** Each setting by its path, so that those not named stay. */
function llmChanges(llmSettings: UpdateAgentInput['llmSettings']): Record<string, string | number> {
  const paths: Record<string, string | number> = {}
  if (llmSettings?.model != null) paths['llmSettings.model'] = llmSettings.model
  for (const [name, value] of Object.entries(llmSettings?.parameters ?? {})) {
    if (value !== undefined) paths[`llmSettings.parameters.${name}`] = value
  }
  return paths
}
