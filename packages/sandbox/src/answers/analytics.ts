import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'

const ASKS = new RegExp(
  [
    /\bhow (?:did|is|are|was|were|do) (?:my|our|the)\b.{0,40}\b(?:do|doing|perform\w*|going|converting|site|website|campaigns?|ads?|traffic|sales|shop|store)\b/,
    /\b(?:which|what|why|where|when)\b.{0,30}\b(?:my|our)\b.{0,20}\b(?:campaigns?|ads?|channels?|keywords?|pages|visitors?|traffic|sales)\b/,
    /\b(?:my|our) (?:\w+ )?(?:traffic|analytics|numbers|figures|sessions|visitors|sales|revenue|performance|results)\b/,
    /\bgoogle analytics\b|\bconnect\b.{0,30}\b(?:account|analytics|ads|platform)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
)

/** Says that no platform can be connected yet, and what can be done instead. Never a figure. */
export function answerAnalytics({ question }: Situation): Reply | null {
  if (!ASKS.test(question)) return null
  return say(`I can't see those numbers: **no analytics or ads platform can be connected in this version yet**, and I don't guess figures.

What works today:

1. **Paste the numbers**, for example *"spend 500, 12,000 impressions, 240 clicks, 25 conversions"*, and I work out CTR, CPC, CPA and the rest in a table.
2. **Ask for a checklist** of what to look at in a weekly review.
3. **Ask what a metric means** and when it misleads.`)
}
