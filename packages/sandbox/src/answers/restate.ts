import type { Situation } from '../situation.ts'
import { keyWords, plain } from './words.ts'

/** For what no rule covers: the question in its own words, and what would help to go on. */
export function restate({ question, earlierQuestions }: Situation): string {
  const words = keyWords(question, 5).map(plain)
  if (words.length === 0)
    return 'Tell me a little more: what are you working on, and what would a good answer look like?'
  const subject =
    words.length === 1 ? `**${words[0]}**` : `**${words.slice(0, -1).join(', ')}** and **${words.at(-1)}**`
  const before = earlierQuestions.at(-1)
  const thread = before
    ? `\n\nBefore this you asked: "${plain(before.slice(0, 120))}". Say if it belongs together.`
    : ''
  return `You are asking about ${subject}. To make this useful, three questions:

1. **Goal:** what should be different afterwards, and by when?
2. **Audience:** who is this for, and where do you reach them now?
3. **Measure:** which one number tells you that it worked?

With that I can draft a plan, a checklist or a mail, build UTM links, or do the arithmetic on numbers you have.${thread}`
}
