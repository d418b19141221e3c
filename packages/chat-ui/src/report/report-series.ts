import { daysInRange, type Report, type ReportColumn } from '@parley/contracts'

const MS_PER_DAY = 86_400_000

/** How many bars can be told apart; the table has the rest. */
export const MAX_BARS = 10

export interface DayPoint {
  day: string
  /** Null where the platform gave nothing for the day. */
  value: number | null
  /** The line of an unfinished day: its figure, and the one before where the dashes begin. */
  unfinished: number | null
}

export interface Bar {
  name: string
  value: number
}

export function metricsOf({ columns }: Report): ReportColumn[] {
  return columns.filter(({ kind }) => kind === 'metric')
}

/** One dimension can be drawn: days as a line, anything else as bars. More are for the table. */
export function chartKind({ columns }: Report): 'days' | 'bars' | null {
  const dimensions = columns.filter(({ kind }) => kind === 'dimension')
  const [only] = dimensions
  if (!only || dimensions.length > 1) return null
  return only.unit === 'date' ? 'days' : 'bars'
}

/** Every day of the range in order, those without data too, so that a gap is seen as one. */
export function daySeries(report: Report, metric: string): DayPoint[] {
  const { columns, rows, provenance } = report
  const dayAt = columns.findIndex(({ kind }) => kind === 'dimension')
  const valueAt = columns.findIndex(({ name }) => name === metric)
  const values = new Map(rows.map((row) => [row[dayAt], numberOrNull(row[valueAt])]))
  const today = unfinishedDay(report)
  const days = Array.from({ length: daysInRange(provenance.dateRange) }, (_, index) =>
    new Date(Date.parse(provenance.dateRange.from) + index * MS_PER_DAY).toISOString().slice(0, 10),
  ).filter((day) => today === null || day <= today)
  return days.map((day, index) => {
    const value = values.get(day) ?? null
    const next = days[index + 1]
    if (day === today) return { day, value: null, unfinished: value }
    return { day, value, unfinished: today !== null && next === today ? value : null }
  })
}

/** The largest first, as the platform ordered them, up to what can be told apart. */
export function barSeries({ columns, rows }: Report, metric: string): Bar[] {
  const nameAt = columns.findIndex(({ kind }) => kind === 'dimension')
  const valueAt = columns.findIndex(({ name }) => name === metric)
  return rows.slice(0, MAX_BARS).flatMap((row) => {
    const value = numberOrNull(row[valueAt])
    return value === null ? [] : [{ name: String(row[nameAt] ?? '') || '(not set)', value }]
  })
}

/** The day of the range that was not over in the account's zone when the report was fetched. */
export function unfinishedDay({ provenance }: Report): string | null {
  const { timeZone, fetchedAt, dateRange } = provenance
  const today = dayIn(timeZone, new Date(fetchedAt))
  return today !== null && dateRange.from <= today && today <= dateRange.to ? today : null
}

/** What the reader should know of the data's limits, in words. */
export function reportLimits(report: Report, formatDay: (day: string) => string): string[] {
  const { rows, rowCount, provenance } = report
  const today = unfinishedDay(report)
  const isDaily = chartKind(report) === 'days'
  const missing = isDaily && rows.length > 0 ? daySeries(report, metricsOf(report)[0]?.name ?? '').filter(isGap) : []
  return [
    ...(today ? [`${formatDay(today)} was not over yet, so its figures will still grow.`] : []),
    ...(missing.length > 0 ? [`${missing.length} ${missing.length === 1 ? 'day has' : 'days have'} no data.`] : []),
    ...(rows.length < rowCount ? [`The first ${rows.length} of ${rowCount} rows.`] : []),
    ...(provenance.isSampled ? ['Sampled: the platform worked these out from a part of the data.'] : []),
  ]
}

function isGap({ value, unfinished }: DayPoint): boolean {
  return value === null && unfinished === null
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function dayIn(timeZone: string, at: Date): string | null {
  try {
    return at.toLocaleDateString('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  } catch {
    return null
  }
}
