import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { type Amounts, readAmounts } from './amounts.ts'
import { METRICS, type Metric } from './metric-list.ts'

/** Explains the metrics that are asked about, and works out those that the user's own numbers allow. */
export function answerMetrics({ question }: Situation): Reply | null {
  const asked = METRICS.filter((metric) => metric.asks.test(question))
  const amounts = readAmounts(question)
  const possible = METRICS.filter(
    ({ of, per }) => amounts.values[of] !== undefined && amounts.values[per] !== undefined,
  )
  const shown = [...asked, ...possible.filter((metric) => !asked.includes(metric))]
  if (asked.length === 0 && possible.length === 0) return null
  const [first] = shown
  if (!first) return null
  if (possible.length === 0) return say(define(shown, first, question))
  const missing = asked.filter((metric) => !possible.includes(metric))
  const rows = shown.filter((metric) => possible.includes(metric)).map((metric) => row(metric, amounts))
  const notes = (asked.length > 0 ? asked : [first]).map(({ name, caution }) => `- **${name}:** ${caution}`)
  const need = missing.map(({ name, of, per }) => `- **${name}** needs ${of} and ${per}.`)
  return say(`Arithmetic on the numbers you gave, nothing measured by me:

| Metric | Formula | With your numbers | Result |
|---|---|---|---:|
${rows.join('\n')}

${[...notes, ...need].join('\n')}`)
}

function define(shown: readonly Metric[], first: Metric, question: string): string {
  const what = shown.length === 1 ? explain(first) : compare(shown)
  const isJudging = /\b(?:good|bad|average|typical|normal|benchmarks?|high|low)\b/i.test(question)
  const judging = isJudging
    ? '\n\nWhat is good depends on your market, channel and margin; I quote no benchmarks. Compare with your own last months.'
    : ''
  return `${what}${judging}\n\nGive me **${first.of}** and **${first.per}** and I do the arithmetic.`
}

function compare(shown: readonly Metric[]): string {
  const rows = shown.map(
    ({ name, formula, meaning, caution }) => `| **${name}** | ${formula} | ${meaning} | ${caution} |`,
  )
  return `| Metric | Formula | What it says | When it misleads |\n|---|---|---|---|\n${rows.join('\n')}`
}

function explain({ name, formula, meaning, caution }: Metric): string {
  return `### ${name}\n\n${meaning}.\n\n> **${name} = ${formula}**\n\n${caution}`
}

function row(metric: Metric, { values, currency }: Amounts): string {
  const of = values[metric.of] ?? 0
  const per = values[metric.per] ?? 0
  const worked = `${metric.isGain ? `(${count(of)} − ${count(per)})` : count(of)} ÷ ${count(per)}${metric.factor === 1 ? '' : ` × ${count(metric.factor)}`}`
  const result =
    per === 0
      ? 'not defined (division by zero)'
      : show(metric, ((metric.isGain ? of - per : of) / per) * metric.factor, currency)
  return `| **${metric.name}** | ${metric.formula} | ${worked} | **${result}** |`
}

function show({ unit }: Metric, value: number, currency: string): string {
  const rounded = value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  if (unit === 'percent') return `${rounded} %`
  return unit === 'times' ? `${rounded}×` : `${currency}${rounded}`
}

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
