import { Conversation, MessageBucket } from '@parley/db'
import type { PipelineStage, Types } from 'mongoose'
import type { TextHit } from './find-text-hits.ts'

/** The newest message of a hit that holds one of the words. */
export interface FoundMessage {
  _id: Types.ObjectId
  text: string
  createdAt: Date
}

/** By the hit's `_id`; a hit in a title has none. Only one message of each hit leaves the database. */
export async function findMessageTexts(
  hits: readonly TextHit[],
  tenant: { organizationId: Types.ObjectId; ownerKey: string },
  pattern: string | null,
): Promise<Map<string, FoundMessage>> {
  if (pattern === null) return new Map()
  const newestMatch = (of: readonly TextHit[]): PipelineStage[] => [
    { $match: { _id: { $in: of.map(({ _id }) => _id) }, ...tenant } },
    // Of each message what is needed: a long conversation is more than its words.
    { $project: { 'messages._id': 1, 'messages.text': 1, 'messages.createdAt': 1 } },
    { $project: { message: { $last: { $filter: { input: '$messages', as: 'one', cond: holds(pattern) } } } } },
  ]
  const windows = hits.filter(({ isBucket }) => !isBucket)
  const buckets = hits.filter(({ isBucket }) => isBucket)
  const found = await Promise.all([
    windows.length > 0 ? Conversation.aggregate<Found>(newestMatch(windows)) : [],
    buckets.length > 0 ? MessageBucket.aggregate<Found>(newestMatch(buckets)) : [],
  ])
  return new Map(found.flat().flatMap(({ _id, message }) => (message?._id ? [[_id.toHexString(), message]] : [])))
}

interface Found {
  _id: Types.ObjectId
  message?: FoundMessage
}

function holds(pattern: string) {
  return { $regexMatch: { input: '$$one.text', regex: pattern, options: 'i' } }
}
