import type { Message, MessageRefInput } from '@parley/contracts'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { objectId } from '../object-id.ts'
import { loadMessage } from './find-message.ts'
import { metadataFromRecord } from './message-view.ts'
import { writeMessageFields } from './write-message-fields.ts'

/** Notes when a message first reached, or was first seen by, the person. What was read has also been delivered. */
export async function markReceipt(
  ctx: MemberContext,
  input: MessageRefInput,
  receipt: 'delivered' | 'read',
): Promise<Message['metadata']> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  const { message } = await loadMessage(key, messageId)
  const at = ctx.now()
  const fields = {
    ...(!message.metadata?.deliveredAt && { 'metadata.deliveredAt': at }),
    ...(receipt === 'read' && !message.metadata?.readAt && { 'metadata.readAt': at }),
  }
  if (Object.keys(fields).length === 0) return metadataFromRecord(message)
  await writeMessageFields(key, messageId, fields)
  ctx.events.publish(ctx.actor.userId, { type: 'receipt', ...input })
  return metadataFromRecord((await loadMessage(key, messageId)).message)
}
