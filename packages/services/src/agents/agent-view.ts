import type { Agent } from '@parley/contracts'
import type { AgentRecord } from '@parley/db'
import { z } from 'zod'
import { llmParametersOf } from './llm-parameters.ts'

const schemaContract = z.record(z.string(), z.json())

function schemaOf(stored: unknown) {
  return stored == null ? null : schemaContract.parse(stored)
}

/** What an agent is made of, without what happens to it: also what a version keeps. */
export function agentSettingsOf(record: AgentRecord) {
  const model = record.llmSettings?.model
  return {
    name: record.name,
    description: record.description ?? '',
    type: record.type,
    projectId: record.projectId?.toHexString() ?? null,
    systemPrompt: record.systemPrompt ?? '',
    tools: record.tools.map(({ name, description, category, enabled }) => ({
      name,
      ...(description != null && { description }),
      ...(category != null && { category }),
      enabled,
    })),
    inputSchema: schemaOf(record.inputSchema),
    outputSchema: schemaOf(record.outputSchema),
    apiKeyId: record.apiKeyId?.toHexString() ?? null,
    code: record.code ?? null,
    dependsOnAgentIds: (record.dependsOnAgentIds ?? []).map((id) => id.toHexString()),
    llmSettings: {
      ...(model != null && { model }),
      parameters: llmParametersOf(record),
    },
  }
}

export function agentFromRecord(record: AgentRecord): Agent {
  return {
    id: record._id.toHexString(),
    ...agentSettingsOf(record),
    friendlyName: record.friendlyName ?? null,
    isPublic: record.isPublic ?? false,
    metadata: schemaOf(record.metadata),
    ownerId: record.ownerId.toHexString(),
    status: record.status,
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
