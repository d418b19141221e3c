import { Conversation, MessageBucket } from '@parley/db'
import type { Types } from 'mongoose'

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
  /** How many of the best of each kind were looked at before. */
  from: TextPlace
  limit: number
}

export interface TextPlace {
  windows: number
  buckets: number
}

/**
 * The best hits of both collections, best first, and where to go on (null at the end). Sorted by nothing but the score, which is the order
 * the index gives them in, so that only what is shown is read. Deleted conversations are left out.
 */
export async function findTextHits(search: TextSearch): Promise<{ hits: TextHit[]; next: TextPlace | null }> {
  const [windows, buckets] = await Promise.all([findWindows(search), findBuckets(search)])
  const hits: TextHit[] = []
  let [window, bucket] = [0, 0]
  while (hits.length < search.limit && (window < windows.length || bucket < buckets.length)) {
    const [best, other] = [windows[window], buckets[bucket]]
    if (best && (!other || best.score >= other.score)) {
      hits.push(best)
      window += 1
    } else {
      if (other?.hit) hits.push(other.hit)
      bucket += 1
    }
  }
  const isEnd = window === windows.length && bucket === buckets.length
  return { hits, next: isEnd ? null : { windows: search.from.windows + window, buckets: search.from.buckets + bucket } }
}

const byScore = { score: { $meta: 'textScore' } } as const

async function findWindows({ organizationId, ownerKey, query, from, limit }: TextSearch): Promise<TextHit[]> {
  const found = await Conversation.find(
    { organizationId, ownerKey, status: { $ne: 'deleted' }, $text: { $search: query } },
    { title: 1, lastMessageAt: 1, ...byScore },
  )
    .sort(byScore)
    .skip(from.windows)
    .limit(limit + 1)
    .lean<Pick<TextHit, '_id' | 'title' | 'lastMessageAt' | 'score'>[]>()
  return found.map((hit) => ({ ...hit, conversationId: hit._id, isBucket: false }))
}

/** A bucket whose conversation is deleted is no hit. */
async function findBuckets({ organizationId, ownerKey, query, from, limit }: TextSearch) {
  const found = await MessageBucket.find(
    { organizationId, ownerKey, $text: { $search: query } },
    { conversationId: 1, ...byScore },
  )
    .sort(byScore)
    .skip(from.buckets)
    .limit(limit + 1)
    .lean<Pick<TextHit, '_id' | 'conversationId' | 'score'>[]>()
  if (found.length === 0) return []
  const ids = found.map(({ conversationId }) => conversationId)
  const kept = await Conversation.find(
    { _id: { $in: ids }, organizationId, ownerKey, status: { $ne: 'deleted' } },
    { title: 1, lastMessageAt: 1 },
  ).lean()
  const byId = new Map(kept.map((conversation) => [conversation._id.toHexString(), conversation]))
  return found.map(({ _id, conversationId, score }) => {
    const conversation = byId.get(conversationId.toHexString())
    if (!conversation) return { score }
    const { title, lastMessageAt } = conversation
    return { score, hit: { _id, conversationId, title, lastMessageAt, score, isBucket: true } }
  })
}
