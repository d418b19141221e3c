import { Conversation } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import { ConflictError, NotFoundError } from '../errors.ts'

interface LeadKey {
  _id: Types.ObjectId
  organizationId: Types.ObjectId
}

/**
 * Makes a conversation of the organization, whoever had it, this lead's; nothing else of it is looked at. Throws NotFoundError, and
 * ConflictError where it is another lead's.
 */
export async function linkConversation(
  { _id: leadId, organizationId }: LeadKey,
  conversationId: Types.ObjectId,
  session: ClientSession,
): Promise<void> {
  const key = { _id: conversationId, organizationId }
  const found = await Conversation.findOne(key, { leadId: 1 }, { session }).lean()
  if (!found) throw new NotFoundError('conversation')
  if (found.leadId && !found.leadId.equals(leadId)) {
    throw new ConflictError("Another lead's", 'This conversation belongs to another lead. Take it from that one first.')
  }
  await Conversation.updateOne(key, { $set: { leadId } }, { session })
}

/** The conversation a lead no longer names is theirs no longer. */
export async function unlinkConversation(
  { _id: leadId, organizationId }: LeadKey,
  conversationId: Types.ObjectId,
  session: ClientSession,
): Promise<void> {
  await Conversation.updateOne({ _id: conversationId, organizationId, leadId }, { $unset: { leadId: 1 } }, { session })
}
