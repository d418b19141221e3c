import type { Agent, AgentRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { agentFromRecord } from './agent-view.ts'
import { loadAgent } from './load-agent.ts'

/** One agent of the organization. */
export async function getAgent({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: AgentRefInput
}): Promise<Agent> {
  return agentFromRecord(await loadAgent(ctx.actor, input.agentId))
}
