import type { ListMessagesInput } from '@parley/contracts'
import { MessageBucket, type MessageRecord } from '@parley/db'
import type { PipelineStage } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { MAX_BUCKET_MESSAGES } from './message-rules.ts'

export type MessageFilter = Pick<ListMessagesInput, 'role' | 'senderType' | 'messageType' | 'model'>

/** A stretch of seqs, both ends exclusive, and from which end to read it. */
export interface SeqRange {
  after: number
  before: number
  direction: 'oldestFirst' | 'newestFirst'
}

/** What is embedded in the conversation: its newest messages, oldest first, and the seq the next one gets. */
export interface MessageWindow {
  messages: readonly MessageRecord[]
  nextSeq: number
}

/**
 * At most `limit` messages of the range that pass the filter, in seq order, from window and buckets. Reads no more buckets than the
 * page needs. The window must have been read before: what moves to a bucket since is not read twice.
 */
export async function readMessages(
  key: ConversationKey,
  window: MessageWindow,
  range: SeqRange,
  filter: MessageFilter,
  limit: number,
): Promise<MessageRecord[]> {
  const firstInWindow = window.messages[0]?.seq ?? window.nextSeq
  const recent = window.messages.filter(
    (message) => message.seq > range.after && message.seq < range.before && passes(message, filter),
  )
  const older = { ...range, before: Math.min(range.before, firstInWindow) }
  if (range.direction === 'newestFirst') {
    const page = recent.slice(-limit)
    if (page.length >= limit) return page
    const fromBuckets = await readBuckets(key, older, filter, limit - page.length)
    return [...fromBuckets.reverse(), ...page]
  }
  const fromBuckets = await readBuckets(key, older, filter, limit)
  return [...fromBuckets, ...recent].slice(0, limit)
}

function passes(message: MessageRecord, { role, senderType, messageType, model }: MessageFilter): boolean {
  return (
    (role === undefined || message.role === role) &&
    (senderType === undefined || message.senderType === senderType) &&
    (messageType === undefined || message.messageType === messageType) &&
    (model === undefined || message.ai?.model === model)
  )
}

async function readBuckets(
  key: ConversationKey,
  { after, before, direction }: SeqRange,
  { role, senderType, messageType, model }: MessageFilter,
  limit: number,
): Promise<MessageRecord[]> {
  if (before <= 1 || before <= after + 1) return []
  const isNewestFirst = direction === 'newestFirst'
  const pipeline: PipelineStage[] = [
    {
      $match: {
        organizationId: key.organizationId,
        ownerKey: key.ownerKey,
        conversationId: key.conversationId,
        // A bucket holds no gap and no more than MAX_BUCKET_MESSAGES, so this bounds the index from below too.
        firstSeq: { $gt: after - MAX_BUCKET_MESSAGES, $lt: before },
      },
    },
    { $sort: { firstSeq: isNewestFirst ? -1 : 1 } },
    { $project: { _id: 0, messages: isNewestFirst ? { $reverseArray: '$messages' } : '$messages' } },
    { $unwind: '$messages' },
    {
      $match: {
        'messages.seq': { $gt: after, $lt: before },
        ...(role !== undefined && { 'messages.role': role }),
        ...(senderType !== undefined && { 'messages.senderType': senderType }),
        ...(messageType !== undefined && { 'messages.messageType': messageType }),
        ...(model !== undefined && { 'messages.ai.model': model }),
      },
    },
    { $limit: limit },
    { $replaceRoot: { newRoot: '$messages' } },
  ]
  return MessageBucket.aggregate<MessageRecord>(pipeline)
}
