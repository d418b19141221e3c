import { type Demo, demoContract } from '@parley/contracts'
import type { DemoRecord } from '@parley/db'

export function demoFromRecord(record: DemoRecord): Demo {
  const { theme, maxMessages, features } = record.config ?? {}
  return {
    id: record._id.toHexString(),
    name: record.name,
    description: record.description ?? '',
    agentId: record.agentId.toHexString(),
    config: demoContract.shape.config.parse({ theme, maxMessages, features }),
    isPublic: record.isPublic,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
