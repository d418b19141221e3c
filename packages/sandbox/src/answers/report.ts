import { z } from 'zod'
import { plain } from './words.ts'

const column = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['dimension', 'metric']),
  unit: z.string(),
})
const totals = z.record(z.string(), z.number().nullable())
const report = z.object({
  columns: z.array(column),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  totals,
  previousTotals: totals.optional(),
  changes: z.record(z.string(), z.object({ absolute: z.number(), relative: z.number().nullable() })).optional(),
  provenance: z.object({
    accountName: z.string(),
    dateRange: z.object({ from: z.string(), to: z.string() }),
    compareTo: z.object({ from: z.string(), to: z.string() }).optional(),
    timeZone: z.string(),
    currency: z.string().optional(),
    isSandbox: z.boolean(),
  }),
})

type Report = z.infer<typeof report>
type Column = z.infer<typeof column>

/** Null where the result is no report. */
export function readReport(result: unknown): Report | null {
  return report.safeParse(result).data ?? null
}

function show({ unit }: Column, value: number | null | undefined, currency: string | undefined): string {
  if (value == null) return '–'
  if (unit === 'ratio') return `${(value * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })}%`
  if (unit === 'currency' && currency)
    return value
      .toLocaleString('en-US', { style: 'currency', currency, currencyDisplay: 'code' })
      .replace(/\u00a0/g, ' ')
  const digits = { maximumFractionDigits: unit === 'seconds' ? 0 : 2 }
  return `${value.toLocaleString('en-US', digits)}${unit === 'seconds' ? ' s' : ''}`
}

function percent(relative: number): string {
  return `${Math.abs(relative * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })}%`
}

function showChange({ changes }: Report, { name }: Column): string {
  const relative = changes?.[name]?.relative
  if (relative == null) return '–'
  return `${relative < 0 ? '−' : '+'}${percent(relative)}`
}

function headline(data: Report, first: Column): string {
  const { totals, previousTotals, changes, provenance } = data
  const { dateRange, compareTo, currency } = provenance
  const now = `**${show(first, totals[first.name], currency)}** ${first.label.toLowerCase()}`
  const relative = changes?.[first.name]?.relative
  const days = dateRange.from === dateRange.to ? `on ${dateRange.from}` : `from ${dateRange.from} to ${dateRange.to}`
  if (relative == null || !compareTo) return `${now} ${days}.`
  const before = `${show(first, previousTotals?.[first.name], currency)} from ${compareTo.from} to ${compareTo.to}`
  const way = relative === 0 ? 'the same as' : `${percent(relative)} ${relative < 0 ? 'less than' : 'more than'}`
  return `${now} ${days}, ${way} the ${before}.`
}

/** The row with the most of the first metric. */
function best({ columns, rows, provenance }: Report, first: Column): string {
  const at = columns.indexOf(first)
  const dimension = columns[0]
  const numbers = rows.map((row) => row[at]).filter((value) => typeof value === 'number')
  const top = rows.find((row) => row[at] === Math.max(...numbers))
  if (dimension?.kind !== 'dimension' || !top || rows.length < 2) return ''
  const name = plain(String(top[0]))
  const what = dimension.unit === 'date' ? 'The strongest day was' : 'Most came with'
  return `\n\n${what} **${name}**: ${show(first, Number(top[at]), provenance.currency)} ${first.label.toLowerCase()}.`
}

/** Totals, changes and a small table: figures of the report and no others. */
export function writeReport(data: Report): string {
  const metrics = data.columns.filter(({ kind }) => kind === 'metric')
  const [first] = metrics
  if (!first) return 'The report has no figures.'
  const { currency, accountName, timeZone, isSandbox } = data.provenance
  const rows = metrics.map(
    (metric) =>
      `| ${metric.label} | **${show(metric, data.totals[metric.name], currency)}** | ${show(metric, data.previousTotals?.[metric.name], currency)} | ${showChange(data, metric)} |`,
  )
  return `${headline(data, first)}${best(data, first)}

| | This period | Previous period | Change |
|---|---:|---:|---:|
${rows.join('\n')}

Source: Google Analytics${isSandbox ? ' (sandbox: made-up data)' : ''}, ${plain(accountName)}, days in ${plain(timeZone)}.`
}
