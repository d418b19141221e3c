import type { Report, ReportColumn, ReportTotals } from '@parley/contracts'
import { z } from 'zod'
import { DIMENSIONS, METRICS } from './fields.ts'

const values = z.array(z.object({ value: z.string().default('') })).default([])
const row = z.object({ dimensionValues: values, metricValues: values })

/** The answer of properties.runReport as far as it is used. Google leaves out what is empty. */
export const reportResponse = z.object({
  dimensionHeaders: z.array(z.object({ name: z.string() })).default([]),
  metricHeaders: z.array(z.object({ name: z.string(), type: z.string().optional() })).default([]),
  rows: z.array(row).default([]),
  totals: z.array(row).default([]),
  rowCount: z.int().nonnegative().default(0),
  metadata: z
    .object({
      currencyCode: z.string().optional(),
      timeZone: z.string().optional(),
      samplingMetadatas: z.array(z.unknown()).default([]),
    })
    .prefault({}),
})

export type ReportResponse = z.infer<typeof reportResponse>

/** A column for every header, in the order of the values; null for a header nobody asked for. */
export function columnsOf(response: ReportResponse): ReportColumn[] | null {
  const columns = [
    ...response.dimensionHeaders.map(({ name }) => ({ kind: 'dimension' as const, known: DIMENSIONS, name })),
    ...response.metricHeaders.map(({ name }) => ({ kind: 'metric' as const, known: METRICS, name })),
  ].map(({ kind, known, name }) => {
    const field = known.find((one) => one.name === name)
    return field && { name, label: field.label, kind, unit: field.unit }
  })
  const found = columns.filter((column) => column !== undefined)
  return found.length === columns.length ? found : null
}

function numberOf(value: string | undefined): number | null {
  const number = value === undefined || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : null
}

function dimensionText(name: string | undefined, value: string): string {
  if (name === 'date') return value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  return name === 'yearMonth' ? value.replace(/^(\d{4})(\d{2})$/, '$1-$2') : value
}

/** The rows as cells in column order: 20261115 becomes 2026-11-15, and figures become numbers. */
export function rowsOf({ rows, dimensionHeaders }: ReportResponse): Report['rows'] {
  return rows.map(({ dimensionValues, metricValues }) => [
    ...dimensionValues.map(({ value }, index) => dimensionText(dimensionHeaders[index]?.name, value)),
    ...metricValues.map(({ value }) => numberOf(value)),
  ])
}

/** The platform's own totals, never sums of ours: users of days do not add up. Nothing measured is 0, but a rate of nothing is null. */
export function totalsOf({ totals, rows, dimensionHeaders, metricHeaders }: ReportResponse): ReportTotals {
  const source = totals[0] ?? (dimensionHeaders.length === 0 ? rows[0] : undefined)
  return Object.fromEntries(
    metricHeaders.map(({ name }, index) => {
      if (source) return [name, numberOf(source.metricValues[index]?.value)]
      const isSum = ['TYPE_INTEGER', 'TYPE_CURRENCY'].includes(metricHeaders[index]?.type ?? '')
      return [name, isSum ? 0 : null]
    }),
  )
}
