import type { AgentVersion } from '@parley/contracts'
import { AgentVersion as AgentVersionModel } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { agentVersionFromRecord } from './agent-version-view.ts'

/** One published version of an agent. */
export async function getAgentVersion({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: { agentVersionId: string }
}): Promise<AgentVersion> {
  const key = { _id: objectId(input.agentVersionId), organizationId: objectId(ctx.actor.organizationId) }
  const found = await AgentVersionModel.findOne(key).lean()
  if (!found) throw new NotFoundError('agent version')
  return agentVersionFromRecord(found)
}
