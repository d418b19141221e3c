import { Conversation, MessageBucket, type MessageRecord } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'

/** Buckets (at most 1 MB each) are read so many at a time. */
const BATCH = 2

const SPEAKERS = { user: 'You', assistant: 'Assistant', system: 'System', function: 'Function' } as const

/** A conversation to read: its title, then who said what when, oldest first. */
export async function* conversationMarkdown(key: ConversationKey): AsyncGenerator<string> {
  const { conversationId, organizationId, ownerKey } = key
  const conversation = await Conversation.findOne({ _id: conversationId, organizationId, ownerKey }).lean()
  // Removed since it was listed.
  if (!conversation) return
  const { title, status, startedAt, messageCount, messages } = conversation
  const heading = title === '' ? 'Untitled conversation' : title
  yield `# ${heading}\n\n${status}, begun ${startedAt.toISOString()}, ${messageCount} messages\n`
  // What moves to a bucket from now on is in the window that was read.
  const older = {
    organizationId,
    ownerKey,
    conversationId,
    firstSeq: { $lt: messages[0]?.seq ?? conversation.nextSeq },
  }
  for await (const bucket of MessageBucket.find(older).sort({ firstSeq: 1 }).lean().cursor({ batchSize: BATCH }))
    for (const message of bucket.messages) yield messageMarkdown(message)
  for (const message of messages) yield messageMarkdown(message)
}

function messageMarkdown({
  role,
  createdAt,
  status,
  text,
  functionCalls,
  attachments,
  feedback,
}: MessageRecord): string {
  const state = status === 'complete' ? '' : ` (${status})`
  const lines = [`\n## ${SPEAKERS[role]}, ${createdAt.toISOString()}${state}\n`, text]
  for (const { name, state: outcome } of functionCalls) lines.push(`\n- asked ${name}: ${outcome}`)
  for (const { name } of attachments) lines.push(`\n- file: ${name}`)
  if (feedback) lines.push(`\n- rated ${feedback.rating}${feedback.comment ? `: ${feedback.comment}` : ''}`)
  return `${lines.join('\n')}\n`
}
