import { Conversation, MessageBucket } from '@parley/db'
import type { PipelineStage, Types } from 'mongoose'
import { objectId } from '../object-id.ts'

/** A conversation's window, or a bucket of its older messages, that holds what was looked for. */
export interface TextHit {
  _id: Types.ObjectId
  conversationId: Types.ObjectId
  title: string
  lastMessageAt: Date
  score: number
  isBucket: boolean
}

export interface TextSearch {
  organizationId: Types.ObjectId
  ownerKey: string
  query: string
  /** The last hit of the page before. */
  after: { score: number; id: string } | null
  limit: number
}

/** The best hits of both collections, best first; deleted conversations are left out. */
export async function findTextHits(search: TextSearch): Promise<TextHit[]> {
  const [windows, buckets] = await Promise.all([
    Conversation.aggregate<TextHit>([
      ...scored(search, { status: { $ne: 'deleted' } }, { title: 1, lastMessageAt: 1 }),
      { $limit: search.limit },
      { $set: { conversationId: '$_id', isBucket: false } },
    ]),
    MessageBucket.aggregate<TextHit>([
      ...scored(search, {}, { conversationId: 1 }),
      ...ofKeptConversations,
      { $limit: search.limit },
      { $set: { isBucket: true } },
    ]),
  ])
  return [...windows, ...buckets].sort(byScore).slice(0, search.limit)
}

function scored(
  { organizationId, ownerKey, query, after }: TextSearch,
  filter: object,
  projection: Record<string, 1>,
): PipelineStage[] {
  return [
    { $match: { organizationId, ownerKey, ...filter, $text: { $search: query } } },
    { $project: { ...projection, score: { $meta: 'textScore' } } },
    ...(after
      ? [
          {
            $match: {
              $or: [{ score: { $lt: after.score } }, { score: after.score, _id: { $lt: objectId(after.id) } }],
            },
          },
        ]
      : []),
    { $sort: { score: -1, _id: -1 } },
  ]
}

const ofKeptConversations: PipelineStage[] = [
  {
    $lookup: {
      from: Conversation.collection.collectionName,
      localField: 'conversationId',
      foreignField: '_id',
      pipeline: [{ $match: { status: { $ne: 'deleted' } } }, { $project: { title: 1, lastMessageAt: 1 } }],
      as: 'conversation',
    },
  },
  { $unwind: '$conversation' },
  { $set: { title: '$conversation.title', lastMessageAt: '$conversation.lastMessageAt' } },
  { $unset: 'conversation' },
]

function byScore(a: TextHit, b: TextHit): number {
  return b.score - a.score || (a._id.toHexString() < b._id.toHexString() ? 1 : -1)
}
