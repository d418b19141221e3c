import { Conversation, MessageBucket } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'

/** The parts of a final message that may still be written, by their path within it; undefined takes one away. */
export type MessageFields = Partial<
  Record<'feedback' | 'metadata.readAt' | 'metadata.deliveredAt' | 'metadata.editedAt' | 'metadata.reactions', unknown>
>

/** Writes fields of one message, in the window or in its bucket. Messages move only from one to the other, so in this order none is missed. */
export async function writeMessageFields(
  { conversationId, organizationId, ownerKey }: ConversationKey,
  messageId: Types.ObjectId,
  fields: MessageFields,
  session?: ClientSession,
): Promise<boolean> {
  const update = positionalUpdate(fields)
  const options = { arrayFilters: [{ 'message._id': messageId }], ...(session && { session }) }
  const inWindow = await Conversation.updateOne(
    { _id: conversationId, organizationId, ownerKey, 'messages._id': messageId },
    update,
    options,
  )
  if (inWindow.matchedCount > 0) return true
  const inBucket = await MessageBucket.updateOne(
    { conversationId, organizationId, ownerKey, 'messages._id': messageId },
    update,
    options,
  )
  return inBucket.matchedCount > 0
}

function positionalUpdate(fields: MessageFields) {
  const entries = Object.entries(fields).map(([path, value]) => [`messages.$[message].${path}`, value] as const)
  const set = entries.filter(([, value]) => value !== undefined)
  const unset = entries.filter(([, value]) => value === undefined).map(([path]) => [path, 1] as const)
  return {
    ...(set.length > 0 && { $set: Object.fromEntries(set) }),
    ...(unset.length > 0 && { $unset: Object.fromEntries(unset) }),
  }
}
