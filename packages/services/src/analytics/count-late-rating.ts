import { ChatAnalytics, Conversation } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { dayOf } from './count-day.ts'

type Rating = 'positive' | 'negative' | undefined

/** Corrects the figures of a day that is counted no more, when an answer of that day is rated, otherwise rated or withdrawn. */
export async function countLateRating(
  { organizationId, ownerKey, conversationId }: ConversationKey,
  saidAt: Date,
  before: Rating,
  after: Rating,
): Promise<void> {
  if (before === after) return
  const filter = { _id: conversationId, organizationId, ownerKey }
  const conversation = await Conversation.findOne(filter, { agentId: 1 }).lean()
  if (!conversation) return
  const change = (rating: Rating) => Number(after === rating) - Number(before === rating)
  const rated = { $add: ['$positiveRatings', '$negativeRatings'] }
  await ChatAnalytics.updateMany(
    { organizationId, agentId: { $in: [null, conversation.agentId] }, date: dayOf(saidAt).from },
    [
      {
        $set: {
          positiveRatings: { $max: [0, { $add: ['$positiveRatings', change('positive')] }] },
          negativeRatings: { $max: [0, { $add: ['$negativeRatings', change('negative')] }] },
        },
      },
      { $set: { avgRating: { $cond: [{ $eq: [rated, 0] }, null, { $divide: ['$positiveRatings', rated] }] } } },
    ],
    { updatePipeline: true },
  )
}
