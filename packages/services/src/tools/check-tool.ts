import { assistantFunctions } from '@parley/assistant'
import type { UpdateToolInput } from '@parley/contracts'
import { AppError } from '../errors.ts'
import { requireJsonSchema } from '../json-schema/require-json-schema.ts'

/** The schemas are JSON Schemas, and the name is no system tool's. Throws InvalidInputError, or CONFLICT for the name. */
export function checkTool(input: Pick<UpdateToolInput, 'name' | 'parametersSchema' | 'returnSchema'>): void {
  if (input.parametersSchema) requireJsonSchema('parametersSchema', input.parametersSchema)
  if (input.returnSchema) requireJsonSchema('returnSchema', input.returnSchema)
  if (input.name === undefined || !assistantFunctions.has(input.name)) return
  const userMessage = 'A built-in tool has this name. Choose another one.'
  throw new AppError('CONFLICT', 'The name of a system tool', userMessage, { name: [userMessage] })
}
