import { Conversation, MessageBucket, withTransaction } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { bsonSize } from './bson-size.ts'
import { MAX_WINDOW_BYTES, MAX_WINDOW_MESSAGES, splitWindow } from './message-rules.ts'

/** Moves the oldest final messages of an overfull window into buckets, all or nothing. */
export async function moveOverflow({ conversationId, organizationId, ownerKey }: ConversationKey): Promise<void> {
  const filter = { _id: conversationId, organizationId, ownerKey }
  const window = await Conversation.findOne(filter, { windowBytes: 1, messages: { seq: 1 } }).lean()
  if (!window || (window.messages.length <= MAX_WINDOW_MESSAGES && window.windowBytes <= MAX_WINDOW_BYTES)) return
  await withTransaction(async (session) => {
    const conversation = await Conversation.findOne(filter, { messages: 1 }, { session }).lean()
    const sized = (conversation?.messages ?? []).map((message) => ({
      message,
      status: message.status,
      bytes: bsonSize(message),
    }))
    const buckets = splitWindow(sized).map((bucket) => bucket.map(({ message }) => message))
    const moved = buckets.flat()
    if (moved.length === 0) return
    const kept = sized.slice(moved.length)
    await MessageBucket.insertMany(
      buckets.map((messages) => ({
        conversationId,
        organizationId,
        ownerKey,
        firstSeq: messages[0]?.seq,
        lastSeq: messages.at(-1)?.seq,
        messages,
      })),
      { session },
    )
    await Conversation.updateOne(
      filter,
      {
        $pull: { messages: { seq: { $lte: moved.at(-1)?.seq } } },
        $set: { windowBytes: kept.reduce((sum, { bytes }) => sum + bytes, 0) },
      },
      // Mongoose's validators take the condition of a $pull for a value.
      { session, runValidators: false },
    )
  })
}
