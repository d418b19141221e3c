import type { ApiKey, UpdateApiKeyInput } from '@parley/contracts'
import { ApiKey as ApiKeyModel, type ApiKeyRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadProject } from '../projects/load-project.ts'
import { apiKeyFromRecord } from './api-key-view.ts'
import { RECORDED } from './recorded.ts'
import { type KeyWriteContext, sealApiKey } from './seal-api-key.ts'

/** Changes a key's name, project or limits, or puts another key in its place. */
export async function updateApiKey({
  ctx,
  input,
}: {
  ctx: KeyWriteContext
  input: UpdateApiKeyInput
}): Promise<ApiKey> {
  requireAdmin(ctx.actor)
  const { apiKeyId, projectId, key, rateLimits, ...changes } = input
  const own = { _id: objectId(apiKeyId), organizationId: objectId(ctx.actor.organizationId) }
  const change = { action: 'apiKeys.update', targetType: 'ApiKey', recorded: RECORDED }
  const changed = await auditedWrite<ApiKeyRecord>(ctx, change, async (session) => {
    // With the envelope, so that the audit can tell that the key is another one.
    const before = await ApiKeyModel.findOne(own, '+encryptedKey', { session }).lean()
    if (!before) throw new NotFoundError('API key')
    const project = projectId === undefined ? null : await loadProject(ctx.actor, projectId, session)
    const after = await ApiKeyModel.findOneAndUpdate(
      own,
      {
        $set: {
          ...given(changes),
          ...(project && { projectId: project._id }),
          ...(key !== undefined && sealApiKey(ctx.keys, own._id, key)),
          ...(rateLimits && { rateLimits: { ...before.rateLimits, ...given(rateLimits) } }),
        },
      },
      { session, returnDocument: 'after', projection: '+encryptedKey' },
    ).lean()
    return { before, after }
  })
  return apiKeyFromRecord(changed)
}
