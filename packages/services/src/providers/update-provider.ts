import type { Provider, UpdateProviderInput } from '@parley/contracts'
import { Provider as ProviderModel, type ProviderRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { requireJsonSchema } from '../json-schema/require-json-schema.ts'
import { loadOwnProvider } from './load-own-provider.ts'
import { providerFromRecord } from './provider-view.ts'
import { RECORDED } from './recorded.ts'

/** Changes one of the organization's own providers. Throws ForbiddenError for a built-in one. */
export async function updateProvider({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: UpdateProviderInput
}): Promise<Provider> {
  requireAdmin(ctx.actor)
  const { providerId, capabilities, ...changes } = input
  if (changes.configurationSchema) requireJsonSchema('configurationSchema', changes.configurationSchema)
  const change = { action: 'providers.update', targetType: 'Provider', recorded: RECORDED }
  const changed = await auditedWrite<ProviderRecord>(ctx, change, async (session) => {
    const before = await loadOwnProvider(ctx.actor, providerId, session)
    const merged = capabilities && { capabilities: { ...before.capabilities, ...given(capabilities) } }
    const after = await ProviderModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: { ...given(changes), ...merged } },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return providerFromRecord(changed)
}
