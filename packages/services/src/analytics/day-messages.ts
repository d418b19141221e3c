import { Conversation, MessageBucket } from '@parley/db'
import type { Types } from 'mongoose'

/** What the count of a day reads of one message. */
export interface CountedMessage {
  status: string
  createdAt: Date
  /** A person's own words; absent for answers. */
  text?: string
  rating?: 'positive' | 'negative'
  ai?: {
    model: string
    tokensUsed: number
    costMicros: number | null
    responseTimeMs?: number
    timeToFirstTokenMs?: number
  }
}

/** A conversation with its messages of one day. */
export interface CountedConversation {
  conversationId: Types.ObjectId
  agentId: Types.ObjectId
  ownerKey: string
  userIntent: string | undefined
  messages: CountedMessage[]
}

export interface Day {
  from: Date
  to: Date
}

interface FoundConversation extends CountedConversation {
  _id: Types.ObjectId
  /** Of the oldest message that is still in the window. */
  windowBegins: Date | undefined
  messageCount: number
  windowLength: number
}

/** The organization's conversations that have messages of the day, one after the other, with those messages only. */
export async function* conversationsOfDay(
  organizationId: Types.ObjectId,
  day: Day,
): AsyncGenerator<CountedConversation> {
  const found = Conversation.aggregate<FoundConversation>([
    { $match: { organizationId, lastMessageAt: { $gte: day.from }, startedAt: { $lt: day.to } } },
    {
      $project: {
        conversationId: '$_id',
        agentId: 1,
        ownerKey: 1,
        messageCount: 1,
        userIntent: '$context.userIntent',
        windowBegins: { $first: '$messages.createdAt' },
        windowLength: { $size: '$messages' },
        messages: messagesOfDay(day),
      },
    },
  ]).cursor({ batchSize: 100 })
  for await (const conversation of found) {
    const older = reachesIntoBuckets(conversation, day) ? await bucketMessages(organizationId, conversation, day) : []
    const messages = [...older, ...conversation.messages]
    if (messages.length > 0) yield { ...conversation, messages }
  }
}

function reachesIntoBuckets({ messageCount, windowLength, windowBegins }: FoundConversation, { from }: Day): boolean {
  return messageCount > windowLength && (windowBegins === undefined || windowBegins >= from)
}

/** From the newest bucket back, until one ends before the day. */
async function bucketMessages(
  organizationId: Types.ObjectId,
  { conversationId, ownerKey }: CountedConversation,
  day: Day,
): Promise<CountedMessage[]> {
  const buckets = MessageBucket.aggregate<{ messages: CountedMessage[]; begins: Date }>([
    { $match: { organizationId, ownerKey, conversationId } },
    { $sort: { firstSeq: -1 } },
    { $project: { begins: { $first: '$messages.createdAt' }, messages: messagesOfDay(day) } },
  ]).cursor({ batchSize: 4 })
  const found: CountedMessage[][] = []
  for await (const { messages, begins } of buckets) {
    found.unshift(messages)
    if (begins < day.from) break
  }
  return found.flat()
}

const LONGEST_QUESTION = 200

function messagesOfDay({ from, to }: Day) {
  const isOfDay = { $and: [{ $gte: ['$$message.createdAt', from] }, { $lt: ['$$message.createdAt', to] }] }
  const isShortText = {
    $and: [
      { $eq: ['$$message.role', 'user'] },
      { $lte: [{ $strLenCP: { $ifNull: ['$$message.text', ''] } }, LONGEST_QUESTION] },
    ],
  }
  return {
    $map: {
      input: { $filter: { input: '$messages', as: 'message', cond: isOfDay } },
      as: 'message',
      in: {
        status: '$$message.status',
        createdAt: '$$message.createdAt',
        text: { $cond: [isShortText, '$$message.text', '$$REMOVE'] },
        rating: '$$message.feedback.rating',
        ai: {
          $cond: [
            { $eq: [{ $type: '$$message.ai' }, 'object'] },
            {
              model: '$$message.ai.model',
              tokensUsed: '$$message.ai.tokensUsed',
              costMicros: '$$message.ai.costMicros',
              responseTimeMs: '$$message.ai.responseTimeMs',
              timeToFirstTokenMs: '$$message.ai.timeToFirstTokenMs',
            },
            '$$REMOVE',
          ],
        },
      },
    },
  }
}
