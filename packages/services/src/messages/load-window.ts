import { Conversation } from '@parley/db'
import type { ConversationHead } from '../conversations/conversation-head.ts'
import { HEAD_PROJECTION } from '../conversations/conversation-head.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { NotFoundError } from '../errors.ts'
import type { MessageWindow } from './read-message-page.ts'

/** A conversation with its embedded window. Throws NotFoundError like loadConversation. */
export async function loadWindow({
  conversationId,
  organizationId,
  ownerKey,
}: ConversationKey): Promise<ConversationHead & MessageWindow> {
  const head = await Conversation.findOne(
    { _id: conversationId, organizationId, ownerKey, status: { $ne: 'deleted' } },
    { ...HEAD_PROJECTION, messages: 1 },
  ).lean()
  if (!head) throw new NotFoundError('conversation')
  return head
}
