import type { UpdateAgentInput } from '@parley/contracts'
import { Agent } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { Actor } from '../actor.ts'
import { loadApiKey } from '../api-keys/load-api-key.ts'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadProject } from '../projects/load-project.ts'

/**
 * What an agent refers to is the organization's own, and it does not need itself, not by way of others either. `agentId` is absent for
 * one that is being made. Throws NotFoundError and InvalidInputError.
 */
export async function checkReferences(
  actor: Actor,
  input: Pick<UpdateAgentInput, 'projectId' | 'apiKeyId' | 'dependsOnAgentIds'>,
  agentId: Types.ObjectId | null,
  session: ClientSession,
): Promise<void> {
  if (input.projectId != null) await loadProject(actor, input.projectId, session)
  if (input.apiKeyId != null) await loadApiKey(actor, input.apiKeyId, session)
  if (input.dependsOnAgentIds?.length) await checkDependencies(actor, input.dependsOnAgentIds, agentId, session)
}

async function checkDependencies(
  actor: Actor,
  agentIds: readonly string[],
  agentId: Types.ObjectId | null,
  session: ClientSession,
): Promise<void> {
  const organizationId = objectId(actor.organizationId)
  const reached = new Set<string>()
  let next = [...agentIds]
  while (next.length > 0) {
    if (agentId && next.includes(agentId.toHexString())) throw circle()
    for (const id of next) reached.add(id)
    const found = await Agent.find(
      { _id: { $in: next.map(objectId) }, organizationId },
      { dependsOnAgentIds: 1 },
      { session },
    ).lean()
    if (found.length < next.length && reached.size === next.length) throw new NotFoundError('agent')
    const needed = found.flatMap(({ dependsOnAgentIds }) => dependsOnAgentIds.map((id) => id.toHexString()))
    next = [...new Set(needed)].filter((id) => !reached.has(id))
  }
  // Written, so that of two changes that would close a circle together one is refused and tried again.
  await Agent.updateMany(
    { _id: { $in: [...reached].map(objectId) }, organizationId },
    { $inc: { __v: 1 } },
    { session, timestamps: false },
  )
}

function circle(): InvalidInputError {
  const userMessage = 'One of these needs this agent itself, maybe by way of others. Take it out.'
  return new InvalidInputError('A circle of agents', userMessage, { dependsOnAgentIds: [userMessage] })
}
