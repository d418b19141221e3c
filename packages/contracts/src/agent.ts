import { z } from 'zod'
import { friendlyNameContract } from './deployment.ts'
import { pageContract } from './paging.ts'
import { idContract, instantContract, jsonContract } from './scalars.ts'
import {
  changesSomething,
  descriptionContract,
  jsonSchemaContract,
  NOTHING_TO_CHANGE,
  pageInput,
  sharedNameContract,
} from './shared-things.ts'

export const AGENT_TYPES = ['chatbot', 'task', 'workflow', 'api'] as const
export const AGENT_STATUSES = ['active', 'paused', 'inactive', 'archived', 'error'] as const

/** What the model is asked with; `model` absent means the installation's default. */
const llmSettingsContract = z.strictObject({
  model: z.string().trim().min(1).max(200).optional(),
  parameters: z.strictObject({
    temperature: z.number().min(0).max(2),
    maxTokens: z.int().min(1),
    topP: z.number().min(0).max(1),
    frequencyPenalty: z.number().min(-2).max(2),
    presencePenalty: z.number().min(-2).max(2),
  }),
})

/** A function the agent may call, by its name. */
const agentToolContract = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'Use letters, digits, _ and -, at most 64.'),
  description: descriptionContract.optional(),
  category: z.string().trim().max(50).optional(),
  enabled: z.boolean(),
})

const agentFields = {
  name: sharedNameContract,
  description: descriptionContract,
  type: z.enum(AGENT_TYPES),
  projectId: idContract.nullable(),
  systemPrompt: z.string().max(100_000, 'Keep the instructions under 100,000 characters.'),
  tools: z
    .array(agentToolContract)
    .max(64)
    .refine((tools) => new Set(tools.map(({ name }) => name)).size === tools.length, 'A tool is named twice.'),
  inputSchema: jsonSchemaContract.nullable(),
  outputSchema: jsonSchemaContract.nullable(),
  /** The key its model is called with. */
  apiKeyId: idContract.nullable(),
  /** JavaScript with a function `handler(event)`. */
  code: z.string().min(1).max(100_000, 'Keep the code under 100,000 characters.').nullable(),
  /** Other agents of the organization it needs; never in a circle. */
  dependsOnAgentIds: z
    .array(idContract)
    .max(20)
    .refine((ids) => new Set(ids).size === ids.length, 'An agent is named twice.'),
}

/** How it is offered; not part of its versions. */
const offerFields = {
  /** What its deployments are called by default. */
  friendlyName: friendlyNameContract.nullable(),
  /** Whether the origins of a deployment may run it without signing in. */
  isPublic: z.boolean(),
  metadata: jsonSchemaContract.nullable(),
}

export const agentContract = z.object({
  id: idContract,
  ...agentFields,
  ...offerFields,
  inputSchema: z.record(z.string(), jsonContract).nullable(),
  outputSchema: z.record(z.string(), jsonContract).nullable(),
  llmSettings: llmSettingsContract,
  ownerId: idContract,
  status: z.enum(AGENT_STATUSES),
  /** The one published last; 1 before the first. */
  version: z.int().positive(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

/** An agent as it was when it was published; it never changes. */
export const agentVersionContract = z.object({
  id: idContract,
  agentId: idContract,
  version: z.int().positive(),
  snapshot: z.object({
    ...agentFields,
    llmSettings: llmSettingsContract,
    // Versions from before an agent had these.
    apiKeyId: agentFields.apiKeyId.default(null),
    code: agentFields.code.default(null),
    dependsOnAgentIds: agentFields.dependsOnAgentIds.default([]),
  }),
  publishedAt: instantContract,
  publishedBy: idContract,
})

export const agentPageContract = pageContract(agentContract)
export const agentVersionPageContract = pageContract(agentVersionContract)
export const agentRefInput = z.strictObject({ agentId: idContract })
export const listAgentVersionsInput = z.strictObject({ agentId: idContract, ...pageInput })
export const listAgentsInput = z.strictObject({
  projectId: idContract.optional(),
  ownerId: idContract.optional(),
  type: z.enum(AGENT_TYPES).optional(),
  /** The name in the addresses of its deployments. */
  friendlyName: friendlyNameContract.optional(),
  /** Without it: all but the archived ones. */
  status: z.enum(AGENT_STATUSES).optional(),
  ...pageInput,
})

const { name, type, ...optional } = { ...agentFields, ...offerFields }
const llmSettingsInput = z.strictObject({
  model: llmSettingsContract.shape.model.unwrap().nullable().optional(),
  parameters: llmSettingsContract.shape.parameters.partial().optional(),
})

export const createAgentInput = z.strictObject({
  name,
  type,
  ...z.object(optional).partial().shape,
  llmSettings: llmSettingsInput.optional(),
})
export const updateAgentInput = createAgentInput
  .partial()
  .extend({ agentId: idContract, status: z.enum(AGENT_STATUSES).exclude(['archived', 'error']).optional() })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type Agent = z.infer<typeof agentContract>
export type AgentPage = z.infer<typeof agentPageContract>
export type AgentVersion = z.infer<typeof agentVersionContract>
export type AgentVersionPage = z.infer<typeof agentVersionPageContract>
export type AgentRefInput = z.infer<typeof agentRefInput>
export type ListAgentsInput = z.infer<typeof listAgentsInput>
export type ListAgentVersionsInput = z.infer<typeof listAgentVersionsInput>
export type CreateAgentInput = z.infer<typeof createAgentInput>
export type UpdateAgentInput = z.infer<typeof updateAgentInput>
