import { Attachment, Conversation, MessageBucket, type MessageRecord, withTransaction } from '@parley/db'
import type { Types } from 'mongoose'
import { bsonSize } from '../messages/bson-size.ts'
import { isFinal } from '../messages/message-rules.ts'
import type { LifeCall } from './life-call.ts'
import { daysBefore, workingPolicies } from './policies.ts'
import { removeAttachments } from './remove-attachments.ts'

/** The messages at the beginning that are old enough to go: what is left stays a stretch without gaps. */
function oldestOf<Message extends Pick<MessageRecord, 'createdAt' | 'status'>>(messages: Message[], cutoff: Date) {
  const firstKept = messages.findIndex(({ createdAt, status }) => createdAt > cutoff || !isFinal(status))
  return firstKept === -1 ? messages : messages.slice(0, firstKept)
}

/**
 * Removes messages older than their organization allows, oldest first, with their files. What a conversation counted (messages, tokens,
 * cost) stays. Off unless an organization says otherwise. How many messages that were.
 */
export async function removeOldMessages(call: LifeCall): Promise<number> {
  let removed = 0
  for (const { organizationId, retention } of workingPolicies(call.policies)) {
    if (retention.removeMessagesAfterDays === null || call.signal.aborted) continue
    const cutoff = daysBefore(call.ctx.now(), retention.removeMessagesAfterDays)
    removed += await removeFromBuckets(call, organizationId, cutoff)
    removed += await removeFromWindows(call, organizationId, cutoff)
  }
  return removed
}

async function removeFromBuckets({ dryRun, signal }: LifeCall, organizationId: Types.ObjectId, cutoff: Date) {
  let removed = 0
  const old = MessageBucket.find(
    { organizationId, 'messages.0.createdAt': { $lte: cutoff } },
    { conversationId: 1, messages: { seq: 1, createdAt: 1, status: 1 } },
  )
  for await (const bucket of old.lean().cursor()) {
    if (signal.aborted) return removed
    const gone = oldestOf(bucket.messages, cutoff)
    removed += gone.length
    const last = gone.at(-1)
    if (dryRun || !last) continue
    await removeFilesOf(bucket.conversationId, cutoff)
    if (gone.length === bucket.messages.length) await MessageBucket.deleteOne({ _id: bucket._id })
    else
      await MessageBucket.updateOne(
        { _id: bucket._id },
        { $pull: { messages: { seq: { $lte: last.seq } } }, $set: { firstSeq: last.seq + 1 } },
        // Mongoose's validators take the condition of a $pull for a value.
        { runValidators: false },
      )
  }
  return removed
}

async function removeFromWindows({ dryRun, signal }: LifeCall, organizationId: Types.ObjectId, cutoff: Date) {
  let removed = 0
  const old = Conversation.find(
    { organizationId, startedAt: { $lte: cutoff }, 'messages.0.createdAt': { $lte: cutoff } },
    { organizationId: 1, ownerKey: 1, messages: { createdAt: 1, status: 1 } },
  )
  for await (const { _id, ownerKey, messages } of old.lean().cursor()) {
    if (signal.aborted) return removed
    if (dryRun) {
      removed += oldestOf(messages, cutoff).length
      continue
    }
    await removeFilesOf(_id, cutoff)
    removed += await cutWindow({ _id, organizationId, ownerKey }, cutoff)
  }
  return removed
}

/** In a transaction, as a message may be added meanwhile. */
function cutWindow(filter: { _id: Types.ObjectId; organizationId: Types.ObjectId; ownerKey: string }, cutoff: Date) {
  return withTransaction(async (session) => {
    const window = await Conversation.findOne(filter, { messages: 1 }, { session }).lean()
    const messages = window?.messages ?? []
    const last = oldestOf(messages, cutoff).at(-1)
    if (!last) return 0
    const kept = messages.filter(({ seq }) => seq > last.seq)
    await Conversation.updateOne(
      filter,
      {
        $pull: { messages: { seq: { $lte: last.seq } } },
        $set: { windowBytes: kept.reduce((sum, message) => sum + bsonSize(message), 0) },
      },
      { session, runValidators: false },
    )
    return messages.length - kept.length
  })
}

async function removeFilesOf(conversationId: Types.ObjectId, cutoff: Date): Promise<void> {
  await removeAttachments(
    Attachment.find({ conversationId, createdAt: { $lte: cutoff } })
      .lean()
      .cursor(),
  )
}
