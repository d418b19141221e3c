import { DEFAULT_PAGE_LIMIT, type DemoPage, type ListDemosInput } from '@parley/contracts'
import { Demo } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { demoFromRecord } from './demo-view.ts'

/** The organization's demos by name. */
export async function listDemos({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListDemosInput
}): Promise<DemoPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Demo.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(input.agentId !== undefined && { agentId: objectId(input.agentId) }),
    ...(after !== null && { name: { $gt: after } }),
  })
    .sort({ name: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, demoFromRecord, ({ name }) => formatNameCursor(name))
}
