import { supersededIds } from '@parley/contracts'
import type { MessageRecord } from '@parley/db'

/**
 * What the model is told of a thread up to (and without) the answer being written, its last message: no older versions, and each
 * question right before the answer that counts, so that the last one told is the one to answer.
 */
export function toldMessages(thread: readonly MessageRecord[]): MessageRecord[] {
  const superseded = supersededIds(
    thread.map(({ _id, role, parentMessageId }) => ({
      id: _id.toHexString(),
      role,
      parentMessageId: parentMessageId?.toHexString(),
    })),
  )
  const current = thread.filter(({ _id }) => !superseded.has(_id.toHexString()))
  const byId = new Map(current.map((message) => [message._id.toHexString(), message]))
  const questionOf = ({ role, parentMessageId }: MessageRecord) =>
    role === 'assistant' && parentMessageId ? byId.get(parentMessageId.toHexString()) : undefined
  const answered = new Set(current.map(questionOf))
  return current
    .filter((message) => !answered.has(message))
    .flatMap((message) => [questionOf(message) ?? [], message].flat())
    .slice(0, -1)
}
