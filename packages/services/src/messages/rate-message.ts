import type { Feedback, RateMessageInput } from '@parley/contracts'
import { requireWriter } from '../access/require-writer.ts'
import { firstCountedAnew } from '../analytics/count-day.ts'
import { countLateRating } from '../analytics/count-late-rating.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { writeMessageFields } from './write-message-fields.ts'

/** Rates a finished answer; a null rating withdraws. The last rating counts. Returns the feedback as it now stands. */
export async function rateMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: RateMessageInput
}): Promise<Feedback | null> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  const { message } = await loadMessage(key, messageId)
  if (message.role !== 'assistant') throw new ConflictError('Not an answer', 'Only answers can be rated.')
  if (!isFinal(message.status))
    throw new ConflictError('Not finished', 'Wait until the answer is finished, then rate it.')
  const submittedAt = ctx.now()
  const { rating, reason = null, comment } = input
  const feedback = rating === null ? undefined : { rating, reason, comment: comment || null, submittedAt }
  if (!(await writeMessageFields(key, messageId, { feedback }))) throw new NotFoundError('message')
  if (message.createdAt < firstCountedAnew(submittedAt)) {
    await countLateRating(key, message.createdAt, message.feedback?.rating, rating ?? undefined)
  }
  const { conversationId } = input
  ctx.events.publish(ctx.actor.userId, { type: 'rating', conversationId, messageId: input.messageId })
  return feedback ? { ...feedback, submittedAt: submittedAt.toISOString() } : null
}
