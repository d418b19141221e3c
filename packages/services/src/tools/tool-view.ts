import type { Tool } from '@parley/contracts'
import type { ToolRecord } from '@parley/db'
import { z } from 'zod'

type ShownTool = Omit<ToolRecord, 'signingSecret'>

const schemaContract = z.record(z.string(), z.json())

export function toolFromRecord(record: ShownTool): Tool {
  const { type, handler, config } = record.implementation
  return {
    id: record._id.toHexString(),
    projectId: record.projectId?.toHexString() ?? null,
    name: record.name,
    displayName: record.displayName,
    description: record.description,
    category: record.category,
    parametersSchema: schemaContract.parse(record.parametersSchema),
    returnSchema: record.returnSchema == null ? null : schemaContract.parse(record.returnSchema),
    implementation: { type, handler, config: config == null ? null : schemaContract.parse(config) },
    effect: record.effect,
    isSystemTool: record.isSystemTool,
    isActive: record.isActive,
    usageStats: record.isSystemTool ? null : usageStatsOf(record),
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}

function usageStatsOf({ usageStats }: ShownTool): Tool['usageStats'] {
  return {
    totalCalls: usageStats?.totalCalls ?? 0,
    successCalls: usageStats?.successCalls ?? 0,
    failedCalls: usageStats?.failedCalls ?? 0,
    lastUsedAt: usageStats?.lastUsedAt?.toISOString() ?? null,
    averageResponseTimeMs: Math.round(usageStats?.averageResponseTimeMs ?? 0),
  }
}
