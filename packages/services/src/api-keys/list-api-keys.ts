import { type ApiKeyPage, DEFAULT_PAGE_LIMIT, type ListApiKeysInput } from '@parley/contracts'
import { ApiKey } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { apiKeyFromRecord } from './api-key-view.ts'

/** The organization's API keys by name. */
export async function listApiKeys({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListApiKeysInput
}): Promise<ApiKeyPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await ApiKey.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(input.projectId !== undefined && { projectId: objectId(input.projectId) }),
    ...(input.providerId !== undefined && { providerId: objectId(input.providerId) }),
    ...(after !== null && { name: { $gt: after } }),
  })
    .sort({ name: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, apiKeyFromRecord, ({ name }) => formatNameCursor(name))
}
