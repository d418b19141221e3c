import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { capitalised, plain, topicOf } from './words.ts'

const FORMS: readonly [string, (topic: string) => string][] = [
  ['Plain', (topic) => `${capitalised(topic)}: what is new`],
  ['Question', (topic) => `Is ${topic} on your list this week?`],
  ['Benefit', (topic) => `Get more out of ${topic}`],
  ['How-to', (topic) => `${capitalised(topic)} in five minutes`],
  ['Curiosity', (topic) => `The part of ${topic} most people skip`],
  ['Deadline', (topic) => `Last days for ${topic}`],
]

/** Six subject lines over the topic, with their length. */
export function answerSubjectLines({ question }: Situation): Reply | null {
  if (!/\bsubject lines?\b|\bsubjects? for\b|\bheadlines?\b/i.test(question)) return null
  const topic = topicOf(question)
  if (!topic)
    return say(
      'Gladly. What is the mail about, and who gets it? One line is enough, for example *"subject lines for our spring sale, to past customers"*.',
    )
  const rows = FORMS.map(([kind, form]) => {
    const line = form(topic)
    return `| ${kind} | ${plain(line)} | ${line.length} |`
  })
  return say(`Subject lines for **${plain(topic)}**:

| Kind | Subject line | Characters |
|---|---|---:|
${rows.join('\n')}

Many phones show about 40 characters, so the first words carry it. Use the deadline only if there is one. Test two that differ in kind, not in a word.`)
}
