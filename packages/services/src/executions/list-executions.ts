import { DEFAULT_PAGE_LIMIT, type ExecutionPage, type ListExecutionsInput } from '@parley/contracts'
import { AgentExecution } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from '../paging/instant-cursor.ts'
import { olderThan } from '../paging/older-than.ts'
import { pageOf } from '../paging/page-of.ts'
import { visibleExecutions } from './execution-access.ts'
import { executionFromRecord } from './execution-view.ts'

/** Runs of agents, the newest first: the organization's for its admins and owners, one's own for everyone else. */
export async function listExecutions({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListExecutionsInput
}): Promise<ExecutionPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const found = await AgentExecution.find(
    {
      ...visibleExecutions(ctx.actor),
      ...(input.agentId !== undefined && { agentId: objectId(input.agentId) }),
      ...(input.conversationId !== undefined && { conversationId: objectId(input.conversationId) }),
      ...(input.promptId !== undefined && { promptId: objectId(input.promptId) }),
      ...(input.status !== undefined && { status: input.status }),
      archivedAt: input.isArchived ? { $ne: null } : null,
      ...(input.cursor != null && olderThan('startedAt', parseInstantCursor(input.cursor))),
    },
    { logs: 0, result: 0 },
  )
    .sort({ startedAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, executionFromRecord, ({ startedAt: at, _id: id }) => formatInstantCursor({ at, id }))
}
