import type { ApiKey, CreateApiKeyInput } from '@parley/contracts'
import { ApiKey as ApiKeyModel, type ApiKeyRecord } from '@parley/db'
import { Types } from 'mongoose'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { loadProject } from '../projects/load-project.ts'
import { loadProvider } from '../providers/load-provider.ts'
import { apiKeyFromRecord } from './api-key-view.ts'
import { RECORDED } from './recorded.ts'
import { type KeyWriteContext, sealApiKey } from './seal-api-key.ts'

/** Keeps a provider's key for a project, encrypted; its name is taken once in the organization. */
export async function createApiKey({
  ctx,
  input,
}: {
  ctx: KeyWriteContext
  input: CreateApiKeyInput
}): Promise<ApiKey> {
  requireAdmin(ctx.actor)
  const { key, rateLimits, ...fields } = input
  const _id = new Types.ObjectId()
  const change = { action: 'apiKeys.create', targetType: 'ApiKey', recorded: RECORDED }
  const made = await auditedWrite<ApiKeyRecord>(ctx, change, async (session) => {
    const project = await loadProject(ctx.actor, fields.projectId, session)
    const provider = await loadProvider(ctx.actor, fields.providerId, session)
    const draft = {
      ...given(fields),
      _id,
      organizationId: project.organizationId,
      projectId: project._id,
      providerId: provider._id,
      ...sealApiKey(ctx.keys, _id, key),
      ...(rateLimits && { rateLimits: given(rateLimits) }),
    }
    const [apiKey] = await ApiKeyModel.create([draft], { session })
    return { before: null, after: apiKey?.toObject() ?? null }
  })
  return apiKeyFromRecord(made)
}
