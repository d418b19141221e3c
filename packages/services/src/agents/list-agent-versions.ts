import { type AgentVersionPage, DEFAULT_PAGE_LIMIT, type ListAgentVersionsInput } from '@parley/contracts'
import { AgentVersion } from '@parley/db'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { agentVersionFromRecord } from './agent-version-view.ts'
import { loadAgent } from './load-agent.ts'

const cursorKeys = z.tuple([z.int().positive()])

/** An agent's published versions, the newest first. */
export async function listAgentVersions({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListAgentVersionsInput
}): Promise<AgentVersionPage> {
  const { _id: agentId, organizationId } = await loadAgent(ctx.actor, input.agentId)
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const before = input.cursor == null ? null : parseCursor(input.cursor, cursorKeys)[0]
  const found = await AgentVersion.find({
    organizationId,
    agentId,
    ...(before !== null && { version: { $lt: before } }),
  })
    .sort({ version: -1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, agentVersionFromRecord, ({ version }) => formatCursor([version]))
}
