import type { CreateProviderInput, Provider } from '@parley/contracts'
import { Provider as ProviderModel, type ProviderRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { requireJsonSchema } from '../json-schema/require-json-schema.ts'
import { objectId } from '../object-id.ts'
import { providerFromRecord } from './provider-view.ts'
import { RECORDED } from './recorded.ts'

/** Adds a provider of the organization's own; its name is taken once there. */
export async function createProvider({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: CreateProviderInput
}): Promise<Provider> {
  requireAdmin(ctx.actor)
  if (input.configurationSchema) requireJsonSchema('configurationSchema', input.configurationSchema)
  const organizationId = objectId(ctx.actor.organizationId)
  const { capabilities, ...fields } = input
  const draft = { ...given(fields), organizationId, ...(capabilities && { capabilities: given(capabilities) }) }
  const change = { action: 'providers.create', targetType: 'Provider', recorded: RECORDED }
  const made = await auditedWrite<ProviderRecord>(ctx, change, async (session) => {
    const [provider] = await ProviderModel.create([draft], { session })
    return { before: null, after: provider?.toObject() ?? null }
  })
  return providerFromRecord(made)
}
