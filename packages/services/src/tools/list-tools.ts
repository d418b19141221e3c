import { DEFAULT_PAGE_LIMIT, type ListToolsInput, type ToolPage } from '@parley/contracts'
import { Tool } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { toolFromRecord } from './tool-view.ts'

/** The organization's tools by name, and the built-in ones. */
export async function listTools({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListToolsInput
}): Promise<ToolPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Tool.find({
    organizationId: { $in: [null, objectId(ctx.actor.organizationId)] },
    ...(input.category !== undefined && { category: input.category }),
    ...(input.projectId !== undefined && { projectId: objectId(input.projectId) }),
    ...(after !== null && { name: { $gt: after } }),
  })
    .sort({ name: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, toolFromRecord, ({ name }) => formatNameCursor(name))
}
