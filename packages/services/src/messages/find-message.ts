import { Conversation, MessageBucket, type MessageRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { NotFoundError } from '../errors.ts'

export interface FoundMessage {
  message: MessageRecord
  isInWindow: boolean
}

/** Messages move from window to bucket only, so looking in that order never misses one. */
export async function findMessage(
  key: ConversationKey,
  messageId: Types.ObjectId,
  session?: ClientSession,
): Promise<FoundMessage | null> {
  const { conversationId, organizationId, ownerKey } = key
  const options = { session: session ?? null }
  const only = { messages: { $elemMatch: { _id: messageId } } }
  const conversation = await Conversation.findOne(
    { _id: conversationId, organizationId, ownerKey, status: { $ne: 'deleted' } },
    only,
    options,
  ).lean()
  if (!conversation) return null
  const inWindow = conversation.messages?.[0]
  if (inWindow) return { message: inWindow, isInWindow: true }
  const bucket = await MessageBucket.findOne(
    { conversationId, organizationId, ownerKey, 'messages._id': messageId },
    only,
    options,
  ).lean()
  const inBucket = bucket?.messages?.[0]
  return inBucket ? { message: inBucket, isInWindow: false } : null
}

/** Throws NotFoundError, also where the conversation is not the actor's or is deleted. */
export async function loadMessage(
  key: ConversationKey,
  messageId: Types.ObjectId,
  session?: ClientSession,
): Promise<FoundMessage> {
  const found = await findMessage(key, messageId, session)
  if (!found) throw new NotFoundError('message')
  return found
}
