import type { Prompt } from '@parley/contracts'
import type { PromptRecord } from '@parley/db'
import { z } from 'zod'

export function promptFromRecord(record: PromptRecord): Prompt {
  return {
    id: record._id.toHexString(),
    title: record.title,
    content: record.content,
    variables: record.variables.map(({ name, type, description, defaultValue }) => ({
      name,
      type,
      ...(description != null && { description }),
      ...(defaultValue !== undefined && { defaultValue: z.json().parse(defaultValue) }),
    })),
    projectId: record.projectId.toHexString(),
    tags: record.tags,
    version: record.version,
    isTemplate: record.isTemplate,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
