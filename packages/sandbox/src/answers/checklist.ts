import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { capitalised, plain, topicOf } from './words.ts'

const SECTIONS: readonly { asks: RegExp; title: string; items: readonly string[] }[] = [
  {
    asks: /\b(?:e-?mail|newsletter)\b/i,
    title: 'E-mail',
    items: [
      'Segment chosen, suppressed and unsubscribed addresses left out',
      'Subject and preview text read well together on a phone',
      'One main call to action, visible without scrolling',
      'Every link tagged, opened once from a real inbox',
      'Plain-text version, unsubscribe link and sender address in place',
    ],
  },
  {
    asks: /\b(?:landing|page|site|website|seo)\b/i,
    title: 'Landing page',
    items: [
      'The headline repeats the promise of the ad or mail',
      'One action; the form asks only for what is used',
      'Loads fast on a phone over a mobile network',
      'The conversion event fires once, tested end to end',
      'Title, description and share image are set',
    ],
  },
  {
    asks: /\b(?:ads?|campaign|launch|ppc|paid|google|meta|facebook|linkedin)\b/i,
    title: 'Campaign',
    items: [
      'Goal and the one measure that decides are written down',
      'Budget, end date and the point at which to stop are agreed',
      'Audience excludes existing customers where it should',
      'Conversion tracking tested; UTM parameters on every link',
      'Two variants that differ in one thing only',
    ],
  },
  {
    asks: /\b(?:weekly|monthly|review|report|audit)\b/i,
    title: 'Review',
    items: [
      'Tracking worked all week: no gap, no sudden jump',
      'Same range compared with the one before, same weekdays',
      'Spend, conversions and CPA by campaign, largest first',
      'What changed, and which change explains it',
      'One decision and its owner for next week',
    ],
  },
]

/** A checklist from the sections that the question names, all but the review where it names none. */
export function answerChecklist({ question }: Situation): Reply | null {
  const named = SECTIONS.filter((section) => section.asks.test(question))
  const wantsBetter = named.length > 0 && /\b(?:improve|optimi[sz]e|better)\b/i.test(question)
  if (!wantsBetter && !/\bcheck-?\s?lists?\b|\bto-?do list\b/i.test(question)) return null
  const sections = named.length > 0 ? named : SECTIONS.slice(0, 3)
  const topic = topicOf(question)
  const body = sections.map(({ title, items }) => `### ${title}\n\n${items.map((item) => `- [ ] ${item}`).join('\n')}`)
  return say(
    `## ${topic ? `Checklist: ${plain(capitalised(topic))}` : 'Checklist'}\n\n${body.join('\n\n')}\n\nTell me what is already done and I shorten it.`,
  )
}
