import { Agent, type AgentRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's agent too. */
export async function loadAgent(
  actor: Pick<Actor, 'organizationId'>,
  agentId: string,
  session?: ClientSession,
): Promise<AgentRecord> {
  const key = { _id: objectId(agentId), organizationId: objectId(actor.organizationId) }
  const found = await Agent.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('agent')
  return found
}
