import { type AgentVersion, agentVersionContract } from '@parley/contracts'
import { Agent, AgentVersion as AgentVersionModel } from '@parley/db'
import type { Types } from 'mongoose'
import { agentSettingsOf } from '../agents/agent-view.ts'
import { NotFoundError } from '../errors.ts'

export type Runnable = AgentVersion['snapshot'] & { version: number }

/** What is run: the given version, else the one published last, else, of an agent never published, what it is now. */
export async function loadRunnable(
  organizationId: Types.ObjectId,
  agentId: Types.ObjectId,
  version?: number,
): Promise<Runnable> {
  const key = { organizationId, agentId, ...(version !== undefined && { version }) }
  const published = await AgentVersionModel.findOne(key).sort({ version: -1 }).lean()
  if (published) {
    return { ...agentVersionContract.shape.snapshot.parse(published.snapshot), version: published.version }
  }
  const agent = version === undefined ? await Agent.findOne({ _id: agentId, organizationId }).lean() : null
  if (!agent) throw new NotFoundError('agent')
  return { ...agentSettingsOf(agent), version: agent.version }
}
