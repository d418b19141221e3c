import { type AgentPage, DEFAULT_PAGE_LIMIT, type ListAgentsInput } from '@parley/contracts'
import { Agent } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { agentFromRecord } from './agent-view.ts'

/** The organization's agents by name; archived ones only when asked for. */
export async function listAgents({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListAgentsInput
}): Promise<AgentPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Agent.find({
    organizationId: objectId(ctx.actor.organizationId),
    status: input.status ?? { $ne: 'archived' },
    ...(input.projectId !== undefined && { projectId: objectId(input.projectId) }),
    ...(input.ownerId !== undefined && { ownerId: objectId(input.ownerId) }),
    ...(input.type !== undefined && { type: input.type }),
    ...(input.friendlyName !== undefined && { friendlyName: input.friendlyName }),
    ...(after !== null && { name: { $gt: after } }),
  })
    .sort({ name: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, agentFromRecord, ({ name }) => formatNameCursor(name))
}
