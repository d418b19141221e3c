import { Conversation, MessageBucket } from '@parley/db'
import type { Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { NotFoundError } from '../errors.ts'

/**
 * Where a rated message of the organization is, by its id alone: whoever reviews knows no owner. In the window, or else in a bucket, as messages
 * move only from one to the other. Throws NotFoundError, also for one that is not rated and for another organization's.
 */
export async function loadRatedKey(
  organizationId: Types.ObjectId,
  messageId: Types.ObjectId,
): Promise<ConversationKey> {
  const isRated = { _id: messageId, 'feedback.submittedAt': { $exists: true } }
  // Without the organization, by which no index finds a message: it is held against what was found.
  const conversation = await Conversation.findOne(
    { messages: { $elemMatch: isRated }, status: { $ne: 'deleted' } },
    { organizationId: 1, ownerKey: 1 },
  ).lean()
  if (conversation?.organizationId.equals(organizationId)) {
    return { conversationId: conversation._id, organizationId, ownerKey: conversation.ownerKey }
  }
  const bucket = await MessageBucket.findOne(
    { organizationId, 'messages.feedback.submittedAt': { $exists: true }, messages: { $elemMatch: isRated } },
    { conversationId: 1, ownerKey: 1 },
  ).lean()
  if (!bucket) throw new NotFoundError('rated answer')
  return { conversationId: bucket.conversationId, organizationId, ownerKey: bucket.ownerKey }
}
