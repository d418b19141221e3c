import type { Report, ReportChange } from '@parley/contracts'
import type { Random } from './random.ts'
import type { SeedExchange } from './topics/index.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The account a seeded organization's reports speak of. */
export interface SeedAccount {
  accountId: string
  accountName: string
  currency: string
  timeZone: string
}

type ReportKind = NonNullable<SeedExchange['report']>

const DIMENSIONS = {
  channels: { name: 'sessionDefaultChannelGroup', label: 'Channel', kind: 'dimension', unit: 'text' },
  days: { name: 'date', label: 'Date', kind: 'dimension', unit: 'date' },
  pages: { name: 'landingPage', label: 'Landing page', kind: 'dimension', unit: 'text' },
} as const

const ROWS = {
  channels: ['Organic Search', 'Paid Search', 'Direct', 'Email', 'Paid Social', 'Referral'],
  pages: ['/', '/sale', '/pricing', '/guide/getting-started', '/blog/spring-trends', '/contact'],
}

const METRICS = [
  { name: 'sessions', label: 'Sessions', kind: 'metric', unit: 'count' },
  { name: 'totalRevenue', label: 'Total revenue', kind: 'metric', unit: 'currency' },
] as const

const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const daysBefore = (at: Date, days: number) => dayOf(new Date(at.getTime() - days * DAY_MS))

/** A report as Google Analytics could have given it at `at`: seven whole days, compared with the seven before. Its totals are its rows' sums. */
export function makeReport(kind: ReportKind, account: SeedAccount, at: Date, random: Random) {
  const firsts = kind === 'days' ? Array.from({ length: 7 }, (_, day) => daysBefore(at, 7 - day)) : ROWS[kind]
  const rows = firsts.map((first, index): [string, number, number] => {
    const sessions = kind === 'days' ? random.whole(180, 420) : Math.round(random.whole(300, 900) / (index + 1))
    return [first, sessions, Math.round(sessions * random.whole(60, 240)) / 100]
  })
  const totals = { sessions: sum(rows.map((row) => row[1])), totalRevenue: sum(rows.map((row) => row[2])) }
  const previousTotals = {
    sessions: Math.round(totals.sessions * (0.8 + random.next() * 0.4)),
    totalRevenue: Math.round(totals.totalRevenue * (80 + random.whole(0, 40))) / 100,
  }
  const changes = {
    sessions: changeOf(totals.sessions, previousTotals.sessions),
    totalRevenue: changeOf(totals.totalRevenue, previousTotals.totalRevenue),
  }
  const dateRange = { from: daysBefore(at, 7), to: daysBefore(at, 1) }
  const compareTo = { from: daysBefore(at, 14), to: daysBefore(at, 8) }
  const provenance = {
    platform: 'google_analytics' as const,
    ...account,
    dateRange,
    compareTo,
    fetchedAt: at.toISOString(),
    isSampled: false,
    isSandbox: true,
  }
  const columns = [DIMENSIONS[kind], ...METRICS]
  return { columns, rows, rowCount: rows.length, totals, previousTotals, changes, provenance } satisfies Report
}

export type SeedReport = ReturnType<typeof makeReport>

/** What the model asked run_report for, to be given that report. */
export function argumentsFor({ columns, provenance }: SeedReport) {
  const [dimension, ...metrics] = columns
  return {
    metrics: metrics.map(({ name }) => name),
    dimensions: dimension ? [dimension.name] : [],
    dateRange: provenance.dateRange,
    compareTo: 'previous_period',
  }
}

/** The report in words: only figures that it holds. */
export function describeReport({ rows, totals, previousTotals, changes, provenance }: SeedReport): string {
  const { currency, dateRange, accountName } = provenance
  const revenue = (amount: number) => amount.toLocaleString('en-US', { style: 'currency', currency })
  const lines = rows.map(([first, sessions, amount]) => `| ${first} | ${whole(sessions)} | ${revenue(amount)} |`)
  return [
    `**${whole(totals.sessions)} sessions** and **${revenue(totals.totalRevenue)}** of revenue from ${dateRange.from} to ${dateRange.to}, as ${accountName} measured them (${percent(changes.sessions)} and ${percent(changes.totalRevenue)} against ${whole(previousTotals.sessions)} sessions and ${revenue(previousTotals.totalRevenue)} in the week before).`,
    ['| | Sessions | Revenue |', '|---|---:|---:|', ...lines].join('\n'),
  ].join('\n\n')
}

const whole = (value: number) => value.toLocaleString('en-US')

function percent({ relative }: ReportChange): string {
  const value = (100 * (relative ?? 0)).toFixed(1)
  return `${value.startsWith('-') ? '' : '+'}${value} %`
}

function sum(values: readonly number[]): number {
  return Number(values.reduce((total, value) => total + value, 0).toFixed(2))
}

function changeOf(now: number, before: number) {
  const absolute = Number((now - before).toFixed(10))
  return { absolute, relative: before === 0 ? null : Number((absolute / before).toFixed(10)) }
}
