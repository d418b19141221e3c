import { ApiKey, AuditEvent, decryptField, ensureBuiltInProviders } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { createProject } from '../projects/create-project.ts'
import { removeProject } from '../projects/remove-project.ts'
import { createProvider } from '../providers/create-provider.ts'
import { listProviders } from '../providers/list-providers.ts'
import { removeProvider } from '../providers/remove-provider.ts'
import { createApiKey } from './create-api-key.ts'
import { getApiKey } from './get-api-key.ts'
import { listApiKeys } from './list-api-keys.ts'
import { removeApiKey } from './remove-api-key.ts'
import { apiKeyAddress } from './seal-api-key.ts'
import { updateApiKey } from './update-api-key.ts'

beforeAll(ensureBuiltInProviders)

const SECRET = 'sk-test-0123456789abcd'

async function begin() {
  const ctx = createWriteContext((await createTenant()).owner)
  const { id: projectId } = await createProject({ ctx, input: { name: 'Spring' } })
  const { items } = await listProviders({ ctx, input: {} })
  return { ctx, input: { name: 'Main', projectId, providerId: items[0]?.id ?? '', key: SECRET } }
}

describe('API keys', () => {
  test('are sealed in their own record and shown by their last four', async () => {
    const { ctx, input } = await begin()
    const made = await createApiKey({ ctx, input: { ...input, rateLimits: { requestsPerMinute: 60 } } })
    expect(made).toMatchObject({
      name: 'Main',
      lastFour: 'abcd',
      isActive: true,
      usageStats: { totalRequests: 0, totalTokens: 0, lastUsedAt: null },
      rateLimits: { requestsPerMinute: 60, tokensPerMinute: null, dailyTokenLimit: null },
    })
    const plain = await ApiKey.findOne({ _id: made.id }).lean()
    expect(plain).not.toHaveProperty('encryptedKey')
    const stored = await ApiKey.findOne({ _id: made.id }, '+encryptedKey').lean()
    if (!stored) throw new Error('it was made')
    expect(stored.encryptedKey).toMatch(/^v1\.test\./)
    expect(decryptField(ctx.keys, apiKeyAddress(stored._id), stored.encryptedKey)).toBe(SECRET)
    expect(await getApiKey({ ctx, input: { apiKeyId: made.id } })).toEqual(made)
  })

  test('neither an output nor the audit holds the key or its envelope', async () => {
    const { ctx, input } = await begin()
    const made = await createApiKey({ ctx, input })
    const ref = { apiKeyId: made.id }
    const outputs = [
      made,
      await getApiKey({ ctx, input: ref }),
      await listApiKeys({ ctx, input: {} }),
      await updateApiKey({ ctx, input: { ...ref, key: `${SECRET}-efgh` } }),
      await removeApiKey({ ctx, input: ref }),
      await AuditEvent.find({ organizationId: ctx.actor.organizationId }).lean(),
    ]
    expect(JSON.stringify(outputs)).not.toMatch(/sk-test|v1\.test/)
  })

  test('another key in its place is told to the audit, even with the same last four', async () => {
    const { ctx, input } = await begin()
    const { id: apiKeyId } = await createApiKey({ ctx, input })
    await updateApiKey({ ctx, input: { apiKeyId, key: 'sk-other-000abcd', rateLimits: { dailyTokenLimit: 5 } } })
    const { items } = await listAudit({ ctx, input: { action: 'apiKeys.update' } })
    expect(items).toMatchObject([{ changedPaths: ['encryptedKey', 'rateLimits'] }])
    expect(items[0]?.after).toEqual({
      rateLimits: { requestsPerMinute: null, tokensPerMinute: null, dailyTokenLimit: 5 },
    })
    const stored = await ApiKey.findOne({ _id: apiKeyId }, '+encryptedKey').lean()
    if (!stored) throw new Error('it was made')
    expect(decryptField(ctx.keys, apiKeyAddress(stored._id), stored.encryptedKey)).toBe('sk-other-000abcd')
  })

  test('by project and by provider; a name is taken once', async () => {
    const { ctx, input } = await begin()
    const provider = { name: 'local', displayName: 'Local', apiBaseUrl: 'http://llm.test/v1' }
    const own = await createProvider({ ctx, input: provider })
    await createApiKey({ ctx, input })
    await createApiKey({ ctx, input: { ...input, name: 'Other', providerId: own.id } })
    expect((await listApiKeys({ ctx, input: { projectId: input.projectId } })).items).toHaveLength(2)
    expect((await listApiKeys({ ctx, input: { providerId: own.id } })).items).toMatchObject([{ name: 'Other' }])
    await expect(createApiKey({ ctx, input })).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: { name: [expect.any(String)] },
    })
    await expect(removeProvider({ ctx, input: { providerId: own.id } })).rejects.toThrow(ConflictError)
    await expect(removeProject({ ctx, input: { projectId: input.projectId } })).rejects.toThrow(ConflictError)
  })

  test("another tenant's project, provider and key are not found", async () => {
    const [one, other] = [await begin(), await begin()]
    const { projectId } = other.input
    await expect(createApiKey({ ctx: one.ctx, input: { ...one.input, projectId } })).rejects.toThrow(NotFoundError)
    const provider = { name: 'theirs', displayName: 'Theirs', apiBaseUrl: 'http://llm.test/v1' }
    const { id: providerId } = await createProvider({ ctx: other.ctx, input: provider })
    await expect(createApiKey({ ctx: one.ctx, input: { ...one.input, providerId } })).rejects.toThrow(NotFoundError)
    const { id: apiKeyId } = await createApiKey(other)
    await expect(updateApiKey({ ctx: one.ctx, input: { apiKeyId, name: 'Mine' } })).rejects.toThrow(NotFoundError)
  })
})
