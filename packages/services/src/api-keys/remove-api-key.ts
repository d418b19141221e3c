import type { ApiKey, ApiKeyRefInput } from '@parley/contracts'
import { ApiKey as ApiKeyModel, type ApiKeyRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { apiKeyFromRecord } from './api-key-view.ts'
import { loadApiKey } from './load-api-key.ts'
import { RECORDED } from './recorded.ts'

/** Deletes a key for good. */
export async function removeApiKey({ ctx, input }: { ctx: WriteContext; input: ApiKeyRefInput }): Promise<ApiKey> {
  requireAdmin(ctx.actor)
  const change = { action: 'apiKeys.remove', targetType: 'ApiKey', recorded: RECORDED }
  const removed = await auditedWrite<ApiKeyRecord>(ctx, change, async (session) => {
    const before = await loadApiKey(ctx.actor, input.apiKeyId, session)
    await ApiKeyModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return apiKeyFromRecord(removed)
}
