import { DEFAULT_PAGE_LIMIT, type ListProjectsInput, type ProjectPage } from '@parley/contracts'
import { Project } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { projectFromRecord } from './project-view.ts'

/** The organization's projects by name. */
export async function listProjects({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListProjectsInput
}): Promise<ProjectPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Project.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(after !== null && { name: { $gt: after } }),
  })
    .sort({ name: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, projectFromRecord, ({ name }) => formatNameCursor(name))
}
