import { DEFAULT_PAGE_LIMIT, type ListPromptsInput, type PromptPage } from '@parley/contracts'
import { Prompt } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { promptFromRecord } from './prompt-view.ts'

/** The organization's prompts by title. */
export async function listPrompts({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListPromptsInput
}): Promise<PromptPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Prompt.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(input.projectId !== undefined && { projectId: objectId(input.projectId) }),
    ...(input.tag !== undefined && { tags: input.tag }),
    ...(after !== null && { title: { $gt: after } }),
  })
    .sort({ title: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, promptFromRecord, ({ title }) => formatNameCursor(title))
}
