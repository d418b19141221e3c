import type { Provider } from '@parley/contracts'
import type { ProviderRecord } from '@parley/db'
import { z } from 'zod'

const schemaContract = z.record(z.string(), z.json())

export function providerFromRecord(record: ProviderRecord): Provider {
  return {
    id: record._id.toHexString(),
    name: record.name,
    displayName: record.displayName,
    apiBaseUrl: record.apiBaseUrl,
    supportedModels: record.supportedModels,
    capabilities: {
      chatCompletion: record.capabilities?.chatCompletion ?? true,
      textCompletion: record.capabilities?.textCompletion ?? false,
      embeddings: record.capabilities?.embeddings ?? false,
      functionCalling: record.capabilities?.functionCalling ?? false,
    },
    ...(record.configurationSchema != null && {
      configurationSchema: schemaContract.parse(record.configurationSchema),
    }),
    isActive: record.isActive,
    isBuiltIn: record.organizationId == null,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
