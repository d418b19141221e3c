import { retentionContract } from '@parley/contracts'
import { ChatSession, Organization } from '@parley/db'
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
  /** The conversation's last session. */
  sessionId?: Types.ObjectId | null | undefined
  tags: readonly string[]
  at: Date
}

/** After how many idle minutes a session of the organization has ended. */
export async function findSessionMinutes(organizationId: Types.ObjectId): Promise<number> {
  const found = await Organization.findOne({ _id: organizationId }, { settings: { retention: 1 } }).lean()
  return retentionContract.catch(retentionContract.parse({})).parse(found?.settings?.retention ?? {}).sessionIdleMinutes
}

/** The session a person writes in: the conversation's last one while it has not ended, from now on for as long again; else a new one. */
export async function continueSession(
  { actor, client }: Pick<MemberContext, 'actor' | 'client'>,
  { key, agentId, sessionId, tags, at }: Sitting,
  idleMinutes: number,
  session?: ClientSession,
): Promise<Types.ObjectId> {
  const expiresAt = new Date(at.getTime() + idleMinutes * MINUTE_MS)
  const { conversationId, organizationId } = key
  const options = session ? { session } : {}
  if (sessionId) {
    const open = { _id: sessionId, organizationId, conversationId, expiresAt: { $gt: at } }
    if ((await ChatSession.updateOne(open, { $set: { expiresAt } }, options)).matchedCount === 1) return sessionId
  }
  const _id = new Types.ObjectId()
  const metadata = { ...clientFields(client), tags: [...tags] }
  const made = { _id, organizationId, userId: objectId(actor.userId), agentId, conversationId, metadata, expiresAt }
  await ChatSession.create([made], options)
  return _id
}

/** Where a request came from, as records keep it. */
export function clientFields(client: MemberContext['client']): { ipAddress?: string; userAgent?: string } {
  if (!client) return {}
  return { ipAddress: client.ipAddress, userAgent: client.userAgent.slice(0, MAX_USER_AGENT) }
}
