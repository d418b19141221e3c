import { z } from 'zod'
import { pageContract } from './paging.ts'
import { runResultContract } from './run.ts'
import { idContract, instantContract, jsonContract } from './scalars.ts'
import { changesSomething, NOTHING_TO_CHANGE, pageInput, sharedNameContract } from './shared-things.ts'

export const PROMPT_VARIABLE_TYPES = ['string', 'number', 'boolean', 'array'] as const

const variableContract = z.strictObject({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,49}$/, 'Use letters, digits and _ for a variable.'),
  type: z.enum(PROMPT_VARIABLE_TYPES),
  description: z.string().trim().max(500).optional(),
  defaultValue: jsonContract.optional(),
})

const variablesContract = z
  .array(variableContract)
  .max(50)
  .refine((variables) => new Set(variables.map(({ name }) => name)).size === variables.length, {
    message: 'Two variables have the same name.',
  })

const tagContract = z.string().trim().min(1).max(50)

/** A prompt people of an organization share. `version` counts the changes of its content and variables. */
export const promptContract = z.object({
  id: idContract,
  title: z.string(),
  content: z.string(),
  variables: z.array(variableContract),
  projectId: idContract,
  tags: z.array(z.string()),
  version: z.int().positive(),
  isTemplate: z.boolean(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const promptPageContract = pageContract(promptContract)
export const promptRefInput = z.strictObject({ promptId: idContract })
export const listPromptsInput = z.strictObject({
  projectId: idContract.optional(),
  tag: tagContract.optional(),
  ...pageInput,
})
export const createPromptInput = z.strictObject({
  title: sharedNameContract,
  content: z.string().min(1, 'Write the prompt.').max(100_000, 'Keep the prompt under 100,000 characters.'),
  variables: variablesContract.optional(),
  projectId: idContract,
  tags: z.array(tagContract).max(20).optional(),
  isTemplate: z.boolean().optional(),
})
export const updatePromptInput = createPromptInput
  .partial()
  .extend({ promptId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

const MAX_VALUE_CHARACTERS = 100_000

const plainValueContract = z.union([z.string().max(MAX_VALUE_CHARACTERS), z.number(), z.boolean()])

/** What stands in a variable's place. */
export const promptValueContract = z.union([plainValueContract, z.array(plainValueContract).max(1000)])

/** prompts.run: `values` by the names of the prompt's variables; one that has a default may be left out. */
export const runPromptInput = z.strictObject({
  promptId: idContract,
  values: z.record(z.string().max(50), promptValueContract).optional(),
  /** Default: the agent that answers a conversation which names none. */
  agentId: idContract.optional(),
})

/** The answer to the filled prompt, and which version of it that was. */
export const promptRunContract = runResultContract.extend({ promptVersion: z.int().positive() })

export type Prompt = z.infer<typeof promptContract>
export type PromptPage = z.infer<typeof promptPageContract>
export type PromptRefInput = z.infer<typeof promptRefInput>
export type ListPromptsInput = z.infer<typeof listPromptsInput>
export type CreatePromptInput = z.infer<typeof createPromptInput>
export type UpdatePromptInput = z.infer<typeof updatePromptInput>
export type PromptValue = z.infer<typeof promptValueContract>
export type RunPromptInput = z.infer<typeof runPromptInput>
export type PromptRun = z.infer<typeof promptRunContract>
