import { z } from 'zod'
import { feedbackContract, messageContract, NEGATIVE_REASONS, POSITIVE_REASONS, RATINGS } from './message.ts'
import { cursorContract, limitContract, pageContract } from './paging.ts'
import { idContract, instantContract } from './scalars.ts'

/** One rated answer, as the list of them shows it: the beginnings of question and answer, and nobody's name. */
const ratedAnswerContract = feedbackContract.extend({
  conversationId: idContract,
  messageId: idContract,
  agentId: idContract,
  /** Null when the agent was deleted. */
  agentName: z.string().nullable(),
  /** Null when it was not noted. */
  model: z.string().nullable(),
  /** Null when the question was removed. */
  question: z.string().nullable(),
  answer: z.string(),
})

/** feedback.list: the last rated answer first. */
export const feedbackPageContract = pageContract(ratedAnswerContract)

export const listFeedbackInput = z.strictObject({
  rating: z.enum(RATINGS).optional(),
  reason: z.enum([...POSITIVE_REASONS, ...NEGATIVE_REASONS]).optional(),
  agentId: idContract.optional(),
  /** When it was rated; inclusive. */
  from: instantContract.optional(),
  /** Exclusive. */
  to: instantContract.optional(),
  hasComment: z.boolean().optional(),
  cursor: cursorContract.nullish(),
  limit: limitContract.optional(),
})

export const getFeedbackInput = z.strictObject({ messageId: idContract })

/** feedback.get: a rated answer whole, with what was asked and what was said right before. */
export const ratedExchangeContract = z.object({
  conversationId: idContract,
  agent: z.object({ id: idContract, name: z.string().nullable(), version: z.int().positive() }),
  /** Null when it was removed. */
  question: messageContract.nullable(),
  answer: messageContract.extend({ feedback: feedbackContract }),
  /** At most 10 messages before the answer, in seq order, without the question. */
  before: z.array(messageContract),
})

export type RatedAnswer = z.infer<typeof ratedAnswerContract>
export type FeedbackPage = z.infer<typeof feedbackPageContract>
export type ListFeedbackInput = z.infer<typeof listFeedbackInput>
export type GetFeedbackInput = z.infer<typeof getFeedbackInput>
export type RatedExchange = z.infer<typeof ratedExchangeContract>
