import type { ListFeedbackInput } from '@parley/contracts'
import { Conversation, MessageBucket, type MessageRecord } from '@parley/db'
import type { PipelineStage, Types } from 'mongoose'
import { objectId } from '../object-id.ts'
import type { InstantCursor } from '../paging/instant-cursor.ts'
import { beginningOf } from './excerpt.ts'
import type { RatedDocument, Stretch } from './newest-ratings.ts'

type StoredFeedback = NonNullable<MessageRecord['feedback']>

/** A rated answer as the list reads it. */
export interface Rated {
  _id: Types.ObjectId
  conversationId: Types.ObjectId
  ownerKey: string
  agentId: Types.ObjectId
  feedback: StoredFeedback
  model: string | null
  answer: string
  questionId: Types.ObjectId | null
  /** Null where it lies in another document. */
  question: string | null
}

export type RatedFilter = Pick<ListFeedbackInput, 'rating' | 'reason' | 'agentId' | 'hasComment'> & {
  organizationId: Types.ObjectId
  before: InstantCursor | null
}

interface FoundDocument extends Pick<Rated, 'conversationId' | 'ownerKey' | 'agentId'> {
  messages: Omit<Rated, 'conversationId' | 'ownerKey' | 'agentId'>[]
}

/**
 * What was rated in a stretch of time and is wanted: at most `most + 1` documents each of windows and buckets, in this order, as messages move only
 * from one to the other. What moved in between is given once. Nothing of deleted conversations.
 */
export async function findRated(filter: RatedFilter, stretch: Stretch, most: number): Promise<RatedDocument<Rated>[]> {
  const rated = ratedIn(filter, stretch)
  const isKept = {
    status: { $ne: 'deleted' as const },
    // An expression, so that no index of agents is taken for it: of ratings there are fewer.
    ...(filter.agentId !== undefined && { $expr: { $eq: ['$agentId', objectId(filter.agentId)] } }),
  }
  const limit: PipelineStage[] = Number.isFinite(most) ? [{ $limit: most + 1 }] : []
  const windows = await Conversation.aggregate<FoundDocument>([
    { $match: { ...rated, ...isKept } },
    ...limit,
    { $project: { _id: 0, conversationId: '$_id', ownerKey: 1, agentId: 1, messages: RATED_MESSAGES } },
  ])
  const buckets = await MessageBucket.aggregate<FoundDocument>([
    { $match: rated },
    {
      $lookup: {
        from: Conversation.collection.collectionName,
        localField: 'conversationId',
        foreignField: '_id',
        pipeline: [{ $match: isKept }, { $project: { agentId: 1 } }],
        as: 'conversation',
      },
    },
    { $unwind: '$conversation' },
    ...limit,
    {
      $project: {
        _id: 0,
        conversationId: 1,
        ownerKey: 1,
        agentId: '$conversation.agentId',
        messages: RATED_MESSAGES,
      },
    },
  ])
  const known = new Set<string>()
  return [...windows, ...buckets].map(({ messages, ...of }) => {
    const inside = messages.filter(({ feedback }) => isWithin(feedback, stretch))
    return {
      newestAt: Math.max(...inside.map(({ feedback }) => feedback.submittedAt.getTime())),
      ratings: inside
        .filter((message) => isWanted(message, filter) && !known.has(message._id.toHexString()))
        .map((message) => {
          known.add(message._id.toHexString())
          return { ...message, ...of }
        }),
    }
  })
}

/** Of one message all of it, as the index of ratings bounds it; that there is a rating at all is said beside, for the index holds only those. */
function ratedIn({ organizationId, rating, reason, hasComment }: RatedFilter, { after, until }: Stretch) {
  return {
    organizationId,
    'messages.feedback.submittedAt': { $exists: true },
    messages: {
      $elemMatch: {
        'feedback.submittedAt': { $gt: new Date(after), $lte: new Date(until) },
        ...(rating !== undefined && { 'feedback.rating': rating }),
        ...(reason !== undefined && { 'feedback.reason': reason }),
        ...(hasComment !== undefined && { 'feedback.comment': hasComment ? { $ne: null } : null }),
      },
    },
  }
}

const isWithin = ({ submittedAt }: StoredFeedback, { after, until }: Stretch) =>
  submittedAt.getTime() > after && submittedAt.getTime() <= until

function isWanted(
  { _id, feedback }: Pick<Rated, '_id' | 'feedback'>,
  { rating, reason, hasComment, before }: RatedFilter,
): boolean {
  return (
    (rating === undefined || feedback.rating === rating) &&
    (reason === undefined || feedback.reason === reason) &&
    (hasComment === undefined || (feedback.comment != null) === hasComment) &&
    (before === null || isOlder({ at: feedback.submittedAt, id: _id }, before))
  )
}

function isOlder(rating: InstantCursor, cursor: InstantCursor): boolean {
  const later = rating.at.getTime() - cursor.at.getTime()
  return later < 0 || (later === 0 && rating.id.toHexString() < cursor.id.toHexString())
}

/** The rated ones of a document's messages, each with the beginnings of its text and of its question's. */
const RATED_MESSAGES = {
  $map: {
    input: {
      $filter: { input: '$messages', as: 'one', cond: { $eq: [{ $type: '$$one.feedback.submittedAt' }, 'date'] } },
    },
    as: 'message',
    in: {
      _id: '$$message._id',
      feedback: '$$message.feedback',
      model: { $ifNull: ['$$message.ai.model', null] },
      answer: beginningOf('$$message.text'),
      questionId: { $ifNull: ['$$message.parentMessageId', null] },
      question: {
        $let: {
          vars: {
            asked: {
              $first: {
                $filter: {
                  input: '$messages',
                  as: 'one',
                  cond: { $eq: ['$$one._id', '$$message.parentMessageId'] },
                },
              },
            },
          },
          in: beginningOf('$$asked.text'),
        },
      },
    },
  },
}
