import type { ApiKey } from '@parley/contracts'
import type { ApiKeyRecord } from '@parley/db'

/** Never the key, encrypted or not. */
export type ShownApiKey = Omit<ApiKeyRecord, 'encryptedKey'>

export function apiKeyFromRecord(record: ShownApiKey): ApiKey {
  const { usageStats, rateLimits } = record
  return {
    id: record._id.toHexString(),
    name: record.name,
    providerId: record.providerId.toHexString(),
    projectId: record.projectId.toHexString(),
    lastFour: record.lastFour,
    isActive: record.isActive,
    usageStats: {
      totalRequests: usageStats?.totalRequests ?? 0,
      totalTokens: usageStats?.totalTokens ?? 0,
      lastUsedAt: usageStats?.lastUsedAt?.toISOString() ?? null,
    },
    rateLimits: {
      requestsPerMinute: rateLimits?.requestsPerMinute ?? null,
      tokensPerMinute: rateLimits?.tokensPerMinute ?? null,
      dailyTokenLimit: rateLimits?.dailyTokenLimit ?? null,
    },
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
