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
  const best = inOneOrder(windows, buckets)
  const hits: TextHit[] = []
  let looked = 0
  // Once, unless something of a deleted conversation was among them.
  while (hits.length < search.limit && looked < best.length) {
    const more = best.slice(looked, looked + search.limit - hits.length)
    hits.push(...(await withConversations(more, search)))
    looked += more.length
  }
  const hasMore = looked < best.length || buckets.length > search.limit
  if (!hasMore) return { hits, next: null }
  const ofBuckets = best.slice(0, looked).filter(({ isBucket }) => isBucket).length
  return { hits, next: { windows: search.from.windows + looked - ofBuckets, buckets: search.from.buckets + ofBuckets } }
}

const byScore = { score: { $meta: 'textScore' } } as const

type FoundWindow = TextHit & { isBucket: false }

async function findWindows({ organizationId, ownerKey, query, from, limit }: TextSearch): Promise<FoundWindow[]> {
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

/** Whether its conversation is deleted, and what its title is, is not known yet. */
type FoundBucket = Pick<TextHit, '_id' | 'conversationId' | 'score'> & { isBucket: true }

async function findBuckets({ organizationId, ownerKey, query, from, limit }: TextSearch): Promise<FoundBucket[]> {
  const found = await MessageBucket.find(
    { organizationId, ownerKey, $text: { $search: query } },
    { conversationId: 1, ...byScore },
  )
    .sort(byScore)
    .skip(from.buckets)
    .limit(limit + 1)
    .lean<Omit<FoundBucket, 'isBucket'>[]>()
  return found.map((hit) => ({ ...hit, isBucket: true }))
}

/** By falling score; of equal ones the windows first. */
function inOneOrder(windows: readonly FoundWindow[], buckets: readonly FoundBucket[]): (FoundWindow | FoundBucket)[] {
  return [...windows, ...buckets].sort((a, b) => b.score - a.score)
}

/** Buckets of deleted conversations are left out. Nothing is asked where there are no buckets. */
async function withConversations(
  found: readonly (FoundWindow | FoundBucket)[],
  { organizationId, ownerKey }: TextSearch,
): Promise<TextHit[]> {
  const ids = found.flatMap(({ isBucket, conversationId }) => (isBucket ? [conversationId] : []))
  const kept =
    ids.length > 0
      ? await Conversation.find(
          { _id: { $in: ids }, organizationId, ownerKey, status: { $ne: 'deleted' } },
          { title: 1, lastMessageAt: 1 },
        ).lean()
      : []
  const byId = new Map(kept.map((conversation) => [conversation._id.toHexString(), conversation]))
  return found.flatMap((hit): TextHit[] => {
    if (!hit.isBucket) return [hit]
    const conversation = byId.get(hit.conversationId.toHexString())
    return conversation ? [{ ...hit, title: conversation.title, lastMessageAt: conversation.lastMessageAt }] : []
  })
}
