import type { Conversation, UpdateConversationInput } from '@parley/contracts'
import { Conversation as ConversationModel } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { conversationFromHead, HEAD_PROJECTION } from './conversation-head.ts'
import { conversationKey } from './conversation-key.ts'

/** Renames or tags a conversation. A title given by a person is never replaced by a generated one. */
export async function updateConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: UpdateConversationInput
}): Promise<Conversation> {
  requireWriter(ctx.actor)
  const { conversationId, organizationId, ownerKey } = conversationKey(ctx.actor, input.conversationId)
  const head = await ConversationModel.findOneAndUpdate(
    { _id: conversationId, organizationId, ownerKey, status: { $ne: 'deleted' } },
    { $set: { ...(input.title !== undefined && { title: input.title }), ...(input.tags && { tags: input.tags }) } },
    { projection: HEAD_PROJECTION, returnDocument: 'after' },
  ).lean()
  if (!head) throw new NotFoundError('conversation')
  const type = input.title === undefined ? 'conversation' : 'title'
  ctx.events.publish(ctx.actor.userId, { type, conversationId: input.conversationId })
  return conversationFromHead(head)
}
