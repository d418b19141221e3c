import { Agent } from '@parley/db'
import type { Types } from 'mongoose'

/** The names of agents that are still there, by their ids. */
export async function findAgentNames(
  organizationId: Types.ObjectId,
  agentIds: readonly Types.ObjectId[],
): Promise<Map<string, string>> {
  const ids = [...new Map(agentIds.map((id) => [id.toHexString(), id])).values()]
  if (ids.length === 0) return new Map()
  const agents = await Agent.find({ _id: { $in: ids }, organizationId }, { name: 1 }).lean()
  return new Map(agents.map(({ _id, name }) => [_id.toHexString(), name]))
}
