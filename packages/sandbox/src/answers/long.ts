import { type Reply, say } from '../reply.ts'
import { INTRODUCTION, type Situation } from '../situation.ts'
import { METRICS } from './metric-list.ts'

const WORDS = 3000
const ANGLES = [
  'at the start',
  'by channel',
  'by audience',
  'over time',
  'in a report',
  'before a decision',
  'with little data',
]

/** A 3,000-word answer in Markdown, for tests of long streams. */
export function answerLong(_: Situation): Reply {
  const blocks = [`# A long answer\n\n*${INTRODUCTION}; this text is long on purpose.*`]
  for (let section = 0; ; section += 1) {
    const metric = METRICS[section % METRICS.length]
    const angle = ANGLES[section % ANGLES.length]
    if (!metric) break
    blocks.push(`## ${section + 1}. ${metric.name} ${angle}

${metric.meaning}. Looked at ${angle}, **${metric.name}** is worked out as \`${metric.formula}\`. ${metric.caution} Write down what you expect before you look, so that the number can surprise you.

- What is counted, and by which tool?
- Which days are compared, and were they alike?
- What would you do if it were twice as high, and what if it were half?`)
    if (section % 5 === 4) blocks.push(`| Metric | Formula |\n|---|---|\n| ${metric.name} | ${metric.formula} |`)
    const words = blocks.join('\n\n').split(/\s+/)
    if (words.length >= WORDS) break
  }
  return say(firstWords(blocks.join('\n\n'), WORDS))
}

function firstWords(text: string, count: number): string {
  let seen = 0
  for (const match of text.matchAll(/\S+/g)) {
    seen += 1
    if (seen === count) return text.slice(0, match.index + match[0].length)
  }
  return text
}
