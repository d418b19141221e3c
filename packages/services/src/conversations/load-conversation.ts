import { Conversation } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { NotFoundError } from '../errors.ts'
import { type ConversationHead, HEAD_PROJECTION } from './conversation-head.ts'
import type { ConversationKey } from './conversation-key.ts'

/** Throws NotFoundError alike for a missing, a deleted and another person's conversation. */
export async function loadConversation(key: ConversationKey, session?: ClientSession): Promise<ConversationHead> {
  const head = await findConversation(key, session)
  if (!head || head.status === 'deleted') throw new NotFoundError('conversation')
  return head
}

/** Deleted ones too, for restore. */
export async function findConversation(
  { conversationId, organizationId, ownerKey }: ConversationKey,
  session?: ClientSession,
): Promise<ConversationHead | null> {
  return Conversation.findOne({ _id: conversationId, organizationId, ownerKey }, HEAD_PROJECTION, {
    session: session ?? null,
  }).lean()
}
