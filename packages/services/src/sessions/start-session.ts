import { retentionContract } from '@parley/contracts'
import { ChatSession, Organization, type OrganizationRecord } from '@parley/db'
import { type ClientSession, Types } from 'mongoose'
import type { MemberContext } from '../context.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { objectId } from '../object-id.ts'

const MINUTE_MS = 60_000

/** Longer names of browsers are cut. */
const MAX_USER_AGENT = 500

interface Sitting {
  key: ConversationKey
  agentId: Types.ObjectId
  tags: readonly string[]
  at: Date
}

/** After how many idle minutes a session of the organization has ended. */
export async function findSessionMinutes(organizationId: Types.ObjectId): Promise<number> {
  return sessionMinutesOf(await Organization.findOne({ _id: organizationId }, { settings: { retention: 1 } }).lean())
}

export function sessionMinutesOf(organization: Pick<OrganizationRecord, 'settings'> | null): number {
  const retention = organization?.settings?.retention ?? {}
  return retentionContract.catch(retentionContract.parse({})).parse(retention).sessionIdleMinutes
}

/** A new session of a person in a conversation. */
export async function startSession(
  { actor, client }: Pick<MemberContext, 'actor' | 'client'>,
  { key, agentId, tags, at }: Sitting,
  idleMinutes: number,
  session: ClientSession,
): Promise<Types.ObjectId> {
  const { conversationId, organizationId } = key
  const _id = new Types.ObjectId()
  const metadata = { ...clientFields(client), tags: [...tags] }
  const expiresAt = endOfSession(at, idleMinutes)
  const made = { _id, organizationId, userId: objectId(actor.userId), agentId, conversationId, metadata, expiresAt }
  await ChatSession.create([made], { session })
  return _id
}

/**
 * Lets a conversation's session that has not ended go on for as long again. By itself, in no transaction: a person who tries to write is
 * there, also where the message is refused.
 */
export async function extendSession(
  { conversationId, organizationId }: ConversationKey,
  sessionId: Types.ObjectId,
  at: Date,
  idleMinutes: number,
): Promise<void> {
  await ChatSession.updateOne(
    { _id: sessionId, organizationId, conversationId, expiresAt: { $gt: at } },
    { $set: { expiresAt: endOfSession(at, idleMinutes) } },
  )
}

function endOfSession(at: Date, idleMinutes: number): Date {
  return new Date(at.getTime() + idleMinutes * MINUTE_MS)
}

/** Where a request came from, as records keep it. */
export function clientFields(client: MemberContext['client']): { ipAddress?: string; userAgent?: string } {
  if (!client) return {}
  return { ipAddress: client.ipAddress, userAgent: client.userAgent.slice(0, MAX_USER_AGENT) }
}
