import { assistantFunctions } from '@parley/assistant'
import type { CreateToolInput, UpdateToolInput } from '@parley/contracts'
import { AppError, InvalidInputError } from '../errors.ts'
import { requireJsonSchema } from '../json-schema/require-json-schema.ts'

/**
 * The schemas are JSON Schemas, the name is no system tool's, and it can be called as it says. Throws InvalidInputError, or CONFLICT for
 * the name.
 */
export function checkTool(
  input: Pick<UpdateToolInput, 'name' | 'parametersSchema' | 'returnSchema' | 'implementation'>,
  { arePrivateToolsAllowed = false }: { arePrivateToolsAllowed?: boolean },
): void {
  if (input.parametersSchema) requireJsonSchema('parametersSchema', input.parametersSchema)
  if (input.returnSchema) requireJsonSchema('returnSchema', input.returnSchema)
  if (input.implementation) checkImplementation(input.implementation, arePrivateToolsAllowed)
  if (input.name === undefined || !assistantFunctions.has(input.name)) return
  const userMessage = 'A built-in tool has this name. Choose another one.'
  throw new AppError('CONFLICT', 'The name of a system tool', userMessage, { name: [userMessage] })
}

function checkImplementation(
  { type, handler, config }: CreateToolInput['implementation'],
  arePrivateToolsAllowed: boolean,
): void {
  if (type === 'code') {
    if (config != null) throw refusal('config', 'Code has no configuration.')
    return
  }
  if (type === 'webhook' && config?.method !== undefined && config.method !== 'POST') {
    throw refusal('config', 'A webhook is always called with POST.')
  }
  const url = URL.canParse(handler) ? new URL(handler) : null
  const isAllowed = url?.protocol === 'https:' || (arePrivateToolsAllowed && url?.protocol === 'http:')
  if (!url || !isAllowed) throw refusal('handler', 'Give an address that begins with https://.')
  if (url.username !== '' || url.password !== '') throw refusal('handler', 'An address holds no name and no password.')
}

function refusal(field: 'handler' | 'config', userMessage: string): InvalidInputError {
  return new InvalidInputError(`Unusable ${field}`, userMessage, { [`implementation.${field}`]: [userMessage] })
}
