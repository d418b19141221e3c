import { z } from 'zod'
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

export const TOOL_CATEGORIES = ['web', 'computation', 'data', 'communication', 'utility', 'llm', 'custom'] as const
export const TOOL_IMPLEMENTATIONS = ['internal', 'external_api', 'webhook', 'code'] as const
export const TOOL_EFFECTS = ['read', 'write', 'spends_money'] as const

/** A function by name. System tools are those of the installation: everybody's agents may have them, and nobody changes them. */
export const toolContract = z.object({
  id: idContract,
  projectId: idContract.nullable(),
  name: z.string(),
  displayName: z.string(),
  description: z.string(),
  category: z.enum(TOOL_CATEGORIES),
  parametersSchema: z.record(z.string(), jsonContract),
  returnSchema: z.record(z.string(), jsonContract).nullable(),
  implementation: z.object({
    type: z.enum(TOOL_IMPLEMENTATIONS),
    handler: z.string(),
    config: z.record(z.string(), jsonContract).nullable(),
  }),
  effect: z.enum(TOOL_EFFECTS),
  isSystemTool: z.boolean(),
  isActive: z.boolean(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const toolPageContract = pageContract(toolContract)
export const toolRefInput = z.strictObject({ toolId: idContract })
export const listToolsInput = z.strictObject({
  category: z.enum(TOOL_CATEGORIES).optional(),
  projectId: idContract.optional(),
  ...pageInput,
})
export const createToolInput = z.strictObject({
  projectId: idContract.optional(),
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'Use small letters, digits and _, at most 64.'),
  displayName: sharedNameContract,
  description: descriptionContract.min(1, 'Say what it does: the model chooses by it.'),
  category: z.enum(TOOL_CATEGORIES),
  parametersSchema: jsonSchemaContract.refine(({ type }) => type === 'object', 'The parameters are of type object.'),
  returnSchema: jsonSchemaContract.optional(),
  implementation: z.strictObject({
    type: z.enum(TOOL_IMPLEMENTATIONS).exclude(['internal']),
    /** An address, or the name of what runs. */
    handler: z.string().trim().min(1).max(500),
    /** How it is called; never a secret, as everybody in the organization reads it. At most 32 KB. */
    config: jsonSchemaContract.nullable().optional(),
  }),
  effect: z.enum(TOOL_EFFECTS),
  isActive: z.boolean().optional(),
})
export const updateToolInput = createToolInput
  .partial()
  .extend({ toolId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type Tool = z.infer<typeof toolContract>
export type ToolPage = z.infer<typeof toolPageContract>
export type ToolRefInput = z.infer<typeof toolRefInput>
export type ListToolsInput = z.infer<typeof listToolsInput>
export type CreateToolInput = z.infer<typeof createToolInput>
export type UpdateToolInput = z.infer<typeof updateToolInput>
