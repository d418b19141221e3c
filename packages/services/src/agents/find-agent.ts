import { Agent, type AgentRecord, ensureMarketingAssistant, Organization } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { Actor } from '../actor.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** What of an agent a conversation with it needs. */
export const AGENT_PROJECTION = {
  name: 1,
  status: 1,
  version: 1,
  projectId: 1,
  systemPrompt: 1,
  tools: 1,
  llmSettings: 1,
  apiKeyId: 1,
} as const

export type ActiveAgent = Pick<AgentRecord, '_id' | keyof typeof AGENT_PROJECTION>

/** The agent a new conversation talks to: the one asked for, else the organization's default, else its oldest active one. */
export async function findAgentForConversation(actor: Actor, agentId: string | undefined) {
  const organizationId = objectId(actor.organizationId)
  if (agentId !== undefined) return loadActiveAgent(organizationId, objectId(agentId))
  const organization = await Organization.findOne({ _id: organizationId }, { settings: 1 }).lean()
  const defaultAgentId = organization?.settings?.defaultAgentId
  if (defaultAgentId) return loadActiveAgent(organizationId, defaultAgentId)
  const oldest = await Agent.findOne({ organizationId, status: 'active' }, AGENT_PROJECTION)
    .sort({ createdAt: 1 })
    .lean()
  if (oldest) return oldest
  const seeded = await ensureMarketingAssistant({ organizationId, ownerId: objectId(actor.userId) })
  return loadActiveAgent(organizationId, seeded)
}

/** Throws NotFoundError for another tenant's agent too, ConflictError for one that does not answer now. */
export async function loadActiveAgent(
  organizationId: Types.ObjectId,
  agentId: Types.ObjectId,
  session?: ClientSession,
) {
  const agent = await Agent.findOne({ _id: agentId, organizationId }, AGENT_PROJECTION, {
    session: session ?? null,
  }).lean()
  if (!agent) throw new NotFoundError('agent')
  requireActive(agent)
  return agent
}

/** Throws ConflictError for an agent that does not answer now. */
export function requireActive(agent: Pick<AgentRecord, 'name' | 'status'>): void {
  if (agent.status !== 'active') {
    throw new ConflictError(
      `The agent is ${agent.status}`,
      `${agent.name} is not answering now. Ask an admin to start it again.`,
    )
  }
}
