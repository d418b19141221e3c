import { assistantFunctions } from '@parley/assistant'
import type { UpdateAgentInput } from '@parley/contracts'
import { InvalidInputError } from '../errors.ts'
import { requireJsonSchema } from '../json-schema/require-json-schema.ts'

/** What zod alone cannot tell: the schemas are JSON Schemas, and the tools are ones there are. Throws InvalidInputError. */
export function checkAgent(input: Pick<UpdateAgentInput, 'tools' | 'inputSchema' | 'outputSchema'>): void {
  if (input.inputSchema) requireJsonSchema('inputSchema', input.inputSchema)
  if (input.outputSchema) requireJsonSchema('outputSchema', input.outputSchema)
  const fields: Record<string, string[]> = {}
  for (const [index, { name }] of (input.tools ?? []).entries()) {
    if (!assistantFunctions.has(name)) fields[`tools.${index}.name`] = [`There is no tool ${name}.`]
  }
  if (Object.keys(fields).length > 0) {
    throw new InvalidInputError('Unknown tools', 'Some of these tools are not there. Check the marked ones.', fields)
  }
}
