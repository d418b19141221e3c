import type { GetMessageInput, Message } from '@parley/contracts'
import { Conversation, type MessageRecord } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadMessage } from './find-message.ts'
import { showMessage } from './show-messages.ts'

/**
 * A message of the actor's own, by its id, as a link names it, or by the id its sender gave it, as a browser asks that lost the answer to a
 * send. In a conversation that is named however old it is; without, among the newest of each. The running answer as far as it has come.
 */
export async function getMessage({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: GetMessageInput
}): Promise<Message> {
  if ('messageId' in input && input.conversationId !== undefined) {
    const key = conversationKey(ctx.actor, input.conversationId)
    return showMessage(key, (await loadMessage(key, objectId(input.messageId))).message)
  }
  const named = 'messageId' in input ? { _id: objectId(input.messageId) } : { clientMessageId: input.clientMessageId }
  const { key, message } = await loadNewest(ctx.actor, named)
  return showMessage(key, message)
}

/**
 * Without the organization, by which no index finds a message: it is held against what was found. A sender's id is not unique: the same person may
 * have used it in another organization.
 */
async function loadNewest(
  { organizationId, userId }: MemberContext['actor'],
  named: Pick<MessageRecord, '_id'> | { clientMessageId: string },
): Promise<{ key: ConversationKey; message: MessageRecord }> {
  const only = { messages: { $elemMatch: named } }
  const found = await Conversation.find(
    { ...only, ownerKey: userId, status: { $ne: 'deleted' } },
    { ...only, organizationId: 1 },
  ).lean()
  const own = found.find((conversation) => conversation.organizationId.toHexString() === organizationId)
  const message = own?.messages[0]
  if (!own || !message) throw new NotFoundError('message')
  return { key: { conversationId: own._id, organizationId: own.organizationId, ownerKey: userId }, message }
}
