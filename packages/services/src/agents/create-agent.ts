import type { Agent, CreateAgentInput } from '@parley/contracts'
import { Agent as AgentModel, type AgentRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { objectId } from '../object-id.ts'
import { requireRoom } from '../organizations/require-room.ts'
import { agentFromRecord } from './agent-view.ts'
import { checkAgent, checkAgentTools } from './check-agent.ts'
import { checkReferences } from './check-references.ts'
import { RECORDED } from './recorded.ts'

/** Makes an agent, which answers at once; its name is taken once in the organization. */
export async function createAgent({ ctx, input }: { ctx: WriteContext; input: CreateAgentInput }): Promise<Agent> {
  requireAdmin(ctx.actor)
  checkAgent(input)
  const { llmSettings, ...fields } = input
  const draft = {
    ...given(fields),
    organizationId: objectId(ctx.actor.organizationId),
    ownerId: objectId(ctx.actor.userId),
    llmSettings: {
      ...(llmSettings?.model != null && { model: llmSettings.model }),
      parameters: given(llmSettings?.parameters ?? {}),
    },
  }
  const change = { action: 'agents.create', targetType: 'Agent', recorded: RECORDED }
  const made = await auditedWrite<AgentRecord>(ctx, change, async (session) => {
    await checkReferences(ctx.actor, input, null, session)
    await requireRoom(ctx, 'agents', session)
    await checkAgentTools(ctx.actor, input, session)
    const [agent] = await AgentModel.create([draft], { session })
    return { before: null, after: agent?.toObject() ?? null }
  })
  return agentFromRecord(made)
}
