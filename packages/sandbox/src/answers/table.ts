import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { METRICS } from './metric-list.ts'

/** A table of the usual metrics, where a table is asked for and nothing more specific. */
export function answerTable({ question }: Situation): Reply | null {
  if (!/\btables?\b|\bmetrics\b|\bkpis?\b|\bspreadsheet\b/i.test(question)) return null
  const rows = METRICS.slice(0, 8).map(({ name, formula, meaning }) => `| **${name}** | ${formula} | ${meaning} |`)
  return say(`The metrics most campaigns are judged by:

| Metric | Formula | What it says |
|---|---|---|
${rows.join('\n')}

Give me your own numbers, for example *"spend 500, 240 clicks, 25 conversions"*, and I fill in what can be worked out.`)
}
