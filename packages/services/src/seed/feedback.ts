import { NEGATIVE_REASONS, POSITIVE_REASONS } from '@parley/contracts'
import type { MessageRecord } from '@parley/db'
import type { Random } from './random.ts'

const PRAISE = [
  'Exactly what I needed for the meeting.',
  'Clear, and the numbers match what I see in Analytics.',
  'Saved me half an hour.',
  'Good that it says where the figures come from.',
]
const COMPLAINTS: Record<(typeof NEGATIVE_REASONS)[number], readonly string[]> = {
  wrong_numbers: ['Revenue does not match our shop for the same week.', 'Sessions look too low to me.'],
  missing_data: ['Our ads account is not in it.', 'I also need the months before.'],
  not_helpful: ['Too general. I know this already.', 'That was not my question.'],
  too_slow: ['I had to wait too long in front of the client.', 'Slow today.'],
  unsafe: ['Please do not suggest writing to people without consent.', 'This should not name a customer.'],
  other: ['Wrong language for our readers.', 'Too many bullet points.'],
}

/** What a person thought of an answer: most say nothing, most of the others are content. */
export function makeFeedback(random: Random, answeredAt: Date, now: Date): MessageRecord['feedback'] {
  const [isRated, isPositive, hasReason, hasComment] = [0.3, 0.74, 0.8, 0.35].map((share) => random.chance(share))
  const submittedAt = new Date(Math.min(answeredAt.getTime() + random.whole(5, 900) * 1000, now.getTime()))
  const [good, bad] = [random.pick(POSITIVE_REASONS), random.pick(NEGATIVE_REASONS)]
  const comment = random.pick(isPositive ? PRAISE : COMPLAINTS[bad])
  if (!isRated) return undefined
  return {
    rating: isPositive ? 'positive' : 'negative',
    reason: hasReason || !isPositive ? (isPositive ? good : bad) : null,
    comment: hasComment ? comment : null,
    submittedAt,
  }
}
