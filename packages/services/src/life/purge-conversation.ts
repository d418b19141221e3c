import { AgentExecution, Attachment, ChatSession, Conversation, Lead, MessageBucket, Turn } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { removeAttachments } from './remove-attachments.ts'

/**
 * Removes one deleted conversation with everything that hangs on it; what it used stays in the ledger. From the first write on it cannot
 * be restored, and a run that died in between is finished by the next one, as the conversation goes last. False when it was restored.
 */
export async function purgeConversation(key: ConversationKey, deletedBefore: Date): Promise<boolean> {
  const { conversationId, organizationId, ownerKey } = key
  const itself = { _id: conversationId, organizationId, ownerKey }
  const isDue = { ...itself, status: 'deleted' as const, deletedAt: { $lte: deletedBefore } }
  const { matchedCount } = await Conversation.updateOne(isDue, { $set: { statusBefore: 'deleted' } })
  if (matchedCount === 0) return false
  await removeAttachments(Attachment.find({ conversationId }).lean().cursor())
  await ChatSession.deleteMany({ conversationId })
  await AgentExecution.deleteMany({ organizationId, conversationId })
  await Lead.updateMany({ organizationId, conversationId }, { $set: { conversationId: null } })
  const messageIds = (await Conversation.findOne(itself, { messages: { _id: 1 } }).lean())?.messages ?? []
  await Turn.deleteMany({ messageId: { $in: messageIds.map(({ _id }) => _id) } })
  const buckets = MessageBucket.find({ organizationId, ownerKey, conversationId }, { messages: { _id: 1 } })
  for await (const bucket of buckets.lean().cursor()) {
    await Turn.deleteMany({ messageId: { $in: bucket.messages.map(({ _id }) => _id) } })
    await MessageBucket.deleteOne({ _id: bucket._id })
  }
  await Conversation.deleteOne(itself)
  return true
}
