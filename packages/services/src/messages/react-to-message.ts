import type { Message, ReactToMessageInput } from '@parley/contracts'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { metadataFromRecord } from './message-view.ts'
import { writeMessageFields } from './write-message-fields.ts'

/** Leaves one emoji of the person on a message, in place of an earlier one; without an emoji it takes it away. */
export async function reactToMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ReactToMessageInput
}): Promise<Message['metadata']> {
  requireWriter(ctx.actor)
  const { conversationId, messageId, emoji } = input
  const key = conversationKey(ctx.actor, conversationId)
  const { message } = await loadMessage(key, objectId(messageId))
  if (!isFinal(message.status)) throw new ConflictError('Not finished', 'Wait until the answer is finished.')
  const userId = objectId(ctx.actor.userId)
  const reactions = [
    ...(message.metadata?.reactions ?? []).filter((reaction) => !reaction.userId?.equals(userId)),
    ...(emoji === undefined ? [] : [{ emoji, userId, createdAt: ctx.now() }]),
  ]
  if (!(await writeMessageFields(key, message._id, { 'metadata.reactions': reactions })))
    throw new NotFoundError('message')
  ctx.events.publish(ctx.actor.userId, { type: 'receipt', conversationId, messageId })
  return metadataFromRecord({ ...message, metadata: { ...message.metadata, reactions } })
}
