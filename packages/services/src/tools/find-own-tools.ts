import { assistantFunctions, type OwnTool, type ToolImplementation } from '@parley/assistant'
import { toolConfigContract } from '@parley/contracts'
import { type AgentRecord, Tool, type ToolRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { z } from 'zod'

const DEFAULT_TIMEOUT_MS = 10_000

const schemaContract = z.record(z.string(), z.json())

/**
 * The organization's own tools that an agent enables: those that are active, of no project or of the agent's. Nothing is asked for an
 * agent that has built-in ones alone.
 */
export async function findOwnTools(
  organizationId: Types.ObjectId,
  { tools, projectId }: Pick<AgentRecord, 'tools' | 'projectId'>,
): Promise<OwnTool[]> {
  const names = tools.filter(({ enabled, name }) => enabled && !assistantFunctions.has(name)).map(({ name }) => name)
  if (names.length === 0) return []
  const found = await Tool.find({
    organizationId,
    name: { $in: names },
    isActive: true,
    projectId: { $in: [null, ...(projectId ? [projectId] : [])] },
  })
    .sort({ name: 1 })
    .lean()
  return found.flatMap(ownToolOf)
}

/** None where the record, from before tools were called, does not say how. */
function ownToolOf(record: ToolRecord): OwnTool[] {
  const { _id, name, displayName, description, effect, parametersSchema, returnSchema } = record
  const implementation = implementationOf(record)
  if (!implementation) return []
  return [
    {
      id: _id.toHexString(),
      name,
      displayName,
      description,
      effect,
      parametersSchema: schemaContract.parse(parametersSchema),
      returnSchema: returnSchema == null ? null : schemaContract.parse(returnSchema),
      implementation,
    },
  ]
}

function implementationOf({ implementation }: ToolRecord): ToolImplementation | null {
  const { type, handler, config } = implementation
  const given = toolConfigContract.safeParse(config ?? {})
  if (!given.success || type === 'internal') return null
  if (type === 'code') return { type, code: handler }
  if (!URL.canParse(handler)) return null
  const { method = 'POST', headers = {}, timeoutMs = DEFAULT_TIMEOUT_MS } = given.data
  const address = { url: handler, headers, timeoutMs }
  return type === 'webhook' ? { type, ...address } : { type, method, ...address }
}
