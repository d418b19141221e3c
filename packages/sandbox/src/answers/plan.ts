import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { plain, topicOf } from './words.ts'

const STAGES: readonly [string, string, string][] = [
  ['Prepare', 'Goal, audience, message, tracking', 'One page everybody agrees with; a test conversion arrives'],
  ['Build', 'Page, creatives, mails, UTM links', 'Everything seen on a phone by somebody else'],
  ['Start small', 'One channel, a small share of the budget', 'Delivery and tracking are sound'],
  ['Learn', 'Compare two variants that differ in one thing', 'One variant is clearly better, or neither is'],
  ['Widen', 'More budget to what works, next channel', 'CPA stays under the limit you set'],
  ['Close', 'Review against the goal, write down what to keep', 'The next plan starts from it'],
]

/** A plan in stages over the number of weeks asked for (1–12; 4 where none is named). */
export function answerPlan({ question }: Situation): Reply | null {
  if (!/\b(?:plan|strategy|roadmap|calendar|schedule)\b/i.test(question)) return null
  const weeks = Math.min(12, Math.max(1, Number(/(\d{1,2})[\s-]*weeks?/i.exec(question)?.[1] ?? 4)))
  const topic = topicOf(question)
  const rows = STAGES.map(
    ([stage, work, done], index) => `| ${span(index, weeks)} | **${stage}** | ${work} | ${done} |`,
  )
  return say(`## ${weeks}-week plan${topic ? `: ${plain(topic)}` : ''}

| Week | Stage | Work | Done when |
|---|---|---|---|
${rows.join('\n')}

**To fill in before it starts:** the one measure that decides, the budget, and who may stop it. Tell me those and I make it specific.`)
}

function span(index: number, weeks: number): string {
  const first = Math.floor((index * weeks) / STAGES.length) + 1
  const last = Math.max(first, Math.floor(((index + 1) * weeks) / STAGES.length))
  return first === last ? `${first}` : `${first}–${last}`
}
