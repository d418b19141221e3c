import type { Feedback } from '@parley/contracts'
import type { FeedbackReason } from './thread-types.ts'

const REASON_WORDS: Record<FeedbackReason, string> = {
  accurate: 'Accurate',
  clear: 'Clear',
  useful: 'Useful',
  wrong_numbers: 'Wrong numbers',
  missing_data: 'Missing data',
  not_helpful: 'Not helpful',
  too_slow: 'Too slow',
  unsafe: 'Unsafe',
  other: 'Something else',
}

const REASONS: Record<Feedback['rating'], readonly FeedbackReason[]> = {
  positive: ['accurate', 'clear', 'useful'],
  negative: ['wrong_numbers', 'missing_data', 'not_helpful', 'too_slow', 'unsafe', 'other'],
}

/** The reasons that go with a rating, in the order they are offered. */
export function feedbackReasons(rating: Feedback['rating']): { reason: FeedbackReason; words: string }[] {
  return REASONS[rating].map((reason) => ({ reason, words: REASON_WORDS[reason] }))
}
