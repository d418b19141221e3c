import { assistantFunctions } from '@parley/assistant'
import type { Agent, UpdateAgentInput } from '@parley/contracts'
import { Tool } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { InvalidInputError } from '../errors.ts'
import { requireJsonSchema } from '../json-schema/require-json-schema.ts'
import { objectId } from '../object-id.ts'

/** What zod alone cannot tell: the schemas are JSON Schemas. Throws InvalidInputError. */
export function checkAgent(input: Pick<UpdateAgentInput, 'inputSchema' | 'outputSchema'>): void {
  if (input.inputSchema) requireJsonSchema('inputSchema', input.inputSchema)
  if (input.outputSchema) requireJsonSchema('outputSchema', input.outputSchema)
}

/** The tools of an agent are built in, or the organization's own, of no project or of the agent's. Throws InvalidInputError. */
export async function checkAgentTools(
  { organizationId }: Pick<Actor, 'organizationId'>,
  { tools = [], projectId }: { tools?: Agent['tools'] | undefined; projectId?: string | null | undefined },
  session: ClientSession,
): Promise<void> {
  const named = tools.filter(({ name }) => !assistantFunctions.has(name)).map(({ name }) => name)
  if (named.length === 0) return
  const own = {
    organizationId: objectId(organizationId),
    name: { $in: named },
    projectId: { $in: [null, ...(projectId == null ? [] : [objectId(projectId)])] },
  }
  const found = new Set((await Tool.find(own, { name: 1 }, { session }).lean()).map(({ name }) => name))
  const fields: Record<string, string[]> = {}
  for (const [index, { name }] of tools.entries()) {
    if (named.includes(name) && !found.has(name)) fields[`tools.${index}.name`] = [`There is no tool ${name}.`]
  }
  if (Object.keys(fields).length > 0) {
    throw new InvalidInputError('Unknown tools', 'Some of these tools are not there. Check the marked ones.', fields)
  }
}
