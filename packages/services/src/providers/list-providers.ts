import { DEFAULT_PAGE_LIMIT, type ListProvidersInput, type ProviderPage } from '@parley/contracts'
import { Provider } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatNameCursor, parseNameCursor } from '../paging/name-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { providerFromRecord } from './provider-view.ts'

/** The organization's providers by name, and the built-in ones. */
export async function listProviders({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListProvidersInput
}): Promise<ProviderPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = parseNameCursor(input.cursor)
  const found = await Provider.find({
    organizationId: { $in: [null, objectId(ctx.actor.organizationId)] },
    ...(after !== null && { name: { $gt: after } }),
  })
    .sort({ name: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, providerFromRecord, ({ name }) => formatNameCursor(name))
}
