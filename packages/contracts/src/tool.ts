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
export const TOOL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Headers that frame a request, or would hold a secret that everybody in the organization reads. */
const REFUSED_HEADER =
  /^(?:host|connection|content-.*|transfer-encoding|keep-alive|te|trailer|upgrade|expect|proxy-.*|authorization|cookie|x-api-key|accept|user-agent|parley-.*)$/i

const headersContract = z
  .record(
    z
      .string()
      .regex(/^[\w-]{1,64}$/, 'A header has letters, digits and -, at most 64.')
      .refine((name) => !REFUSED_HEADER.test(name), 'This header cannot be set. Secrets do not belong here.'),
    z.string().regex(/^[\x20-\x7e]{0,1000}$/, 'A header is printable ASCII, at most 1,000 characters.'),
  )
  .refine((headers) => Object.keys(headers).length <= 20, 'At most 20 headers.')

/** How an address is called; never with a secret, as everybody in the organization reads it. */
export const toolConfigContract = z.strictObject({
  /** Of an external API, POST without; a webhook always has POST. */
  method: z.enum(TOOL_METHODS).optional(),
  headers: headersContract.optional(),
  /** In milliseconds; ten seconds without, and at most. */
  timeoutMs: z.int().min(100).max(10_000).optional(),
})

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
  /** Of its calls in answers. Null for system tools, whose numbers are the installation's. */
  usageStats: z
    .object({
      totalCalls: z.int().nonnegative(),
      successCalls: z.int().nonnegative(),
      failedCalls: z.int().nonnegative(),
      lastUsedAt: instantContract.nullable(),
      averageResponseTimeMs: z.int().nonnegative(),
    })
    .nullable(),
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
    /** An https address; of type code JavaScript with `handler(arguments)`. */
    handler: z.string().trim().min(1).max(100_000, 'Keep the code under 100,000 characters.'),
    /** Null for code. */
    config: toolConfigContract.nullable().optional(),
  }),
  effect: z.enum(TOOL_EFFECTS),
  isActive: z.boolean().optional(),
})
export const updateToolInput = createToolInput
  .partial()
  .extend({ toolId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

/** What requests of a webhook are signed with, in the header `Parley-Signature`; shown this once. */
export const signingSecretContract = z.object({ signingSecret: z.string() })

export type SigningSecret = z.infer<typeof signingSecretContract>
export type Tool = z.infer<typeof toolContract>
export type ToolPage = z.infer<typeof toolPageContract>
export type ToolRefInput = z.infer<typeof toolRefInput>
export type ListToolsInput = z.infer<typeof listToolsInput>
export type CreateToolInput = z.infer<typeof createToolInput>
export type UpdateToolInput = z.infer<typeof updateToolInput>
