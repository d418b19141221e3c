import type { MessageStatus } from '@parley/contracts'

/** Statuses of an answer whose turn is not done. A conversation has at most one such message. */
export const UNFINISHED_STATUSES = ['pending', 'streaming', 'awaiting_connection', 'awaiting_approval'] as const

export function isFinal(status: MessageStatus): boolean {
  return !UNFINISHED_STATUSES.some((unfinished) => unfinished === status)
}

/** The most a conversation keeps embedded before its oldest messages move to a bucket. */
export const MAX_WINDOW_MESSAGES = 50
export const MAX_WINDOW_BYTES = 256 * 1024

/** What stays when they move: half, so that a bucket is written once in many messages and never again. */
const KEPT_MESSAGES = MAX_WINDOW_MESSAGES / 2
const KEPT_BYTES = MAX_WINDOW_BYTES / 2

export const MAX_BUCKET_MESSAGES = 50
export const MAX_BUCKET_BYTES = 1024 * 1024

interface SizedMessage {
  status: MessageStatus
  bytes: number
}

/**
 * The messages (given oldest first) that leave an overfull window, in the buckets they go to; [] while it is not overfull. Only the
 * final messages before the first unfinished one may leave, so window and buckets each stay a stretch without gaps; the newest
 * message always stays.
 */
export function splitWindow<Message extends SizedMessage>(window: readonly Message[]): Message[][] {
  let count = window.length
  let bytes = window.reduce((sum, message) => sum + message.bytes, 0)
  if (count <= MAX_WINDOW_MESSAGES && bytes <= MAX_WINDOW_BYTES) return []
  const buckets: Message[][] = []
  let bucketBytes = 0
  for (const message of window.slice(0, -1)) {
    if (!isFinal(message.status) || (count <= KEPT_MESSAGES && bytes <= KEPT_BYTES)) break
    const bucket = buckets.at(-1)
    if (bucket && bucket.length < MAX_BUCKET_MESSAGES && bucketBytes + message.bytes <= MAX_BUCKET_BYTES) {
      bucket.push(message)
      bucketBytes += message.bytes
    } else {
      buckets.push([message])
      bucketBytes = message.bytes
    }
    count -= 1
    bytes -= message.bytes
  }
  return buckets
}
