import type { Provider, ProviderRefInput } from '@parley/contracts'
import { ApiKey, Provider as ProviderModel, type ProviderRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError } from '../errors.ts'
import { loadOwnProvider } from './load-own-provider.ts'
import { providerFromRecord } from './provider-view.ts'
import { RECORDED } from './recorded.ts'

/** Deletes one of the organization's own providers. Throws ForbiddenError for a built-in one, ConflictError while it has keys. */
export async function removeProvider({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: ProviderRefInput
}): Promise<Provider> {
  requireAdmin(ctx.actor)
  const change = { action: 'providers.remove', targetType: 'Provider', recorded: RECORDED }
  const removed = await auditedWrite<ProviderRecord>(ctx, change, async (session) => {
    const before = await loadOwnProvider(ctx.actor, input.providerId, session)
    const used = { organizationId: before.organizationId, providerId: before._id }
    if (await ApiKey.exists(used).session(session)) {
      throw new ConflictError('The provider has keys', 'There are still API keys for this provider. Delete them first.')
    }
    await ProviderModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return providerFromRecord(removed)
}
