import { REPORT_PERIODS, type Report, type ReportPeriod } from '@parley/contracts'
import type { ReportQuestion } from '../connections.ts'
import {
  ConnectionNeededError,
  defineFunction,
  FunctionInputError,
  type Json,
  PlatformFailedError,
} from './assistant-function.ts'
import { MAX_RESULT_BYTES } from './cut-result.ts'
import { chartPart } from './message-parts.ts'

interface Args {
  metrics: string[]
  dimensions?: string[]
  dateRange: { period?: string; from?: string; to?: string }
  compareTo?: string
}

const DAY = '^\\d{4}-\\d{2}-\\d{2}$'
const NAME = '^[A-Za-z][A-Za-z0-9_:]{0,99}$'
const TIMEOUT_MS = 30_000

/** What the connected account measured. Result: the Report, with as many rows as fit; `rowCount` says how many there are. */
export const runReport = defineFunction<Args>({
  name: 'run_report',
  description:
    'Reads a report of the connected Google Analytics account: rows, totals and, compared with the previous period, changes. Every figure of an answer must come from such a result. Metrics: sessions, engagedSessions, activeUsers, totalUsers, newUsers, screenPageViews, engagementRate, bounceRate, averageSessionDuration, keyEvents, sessionKeyEventRate, transactions, totalRevenue, purchaseRevenue. Dimensions: date, yearMonth, sessionDefaultChannelGroup, sessionSourceMedium, country, deviceCategory, newVsReturning, landingPage, pagePath. Days are in the time zone of the account; amounts are in its currency. Weeks are Monday to Sunday.',
  effect: 'read',
  note: 'Asking Google Analytics…',
  timeoutMs: TIMEOUT_MS,
  parameters: {
    type: 'object',
    properties: {
      metrics: {
        type: 'array',
        items: { type: 'string', pattern: NAME },
        minItems: 1,
        maxItems: 10,
        uniqueItems: true,
      },
      dimensions: {
        type: 'array',
        items: { type: 'string', pattern: NAME },
        maxItems: 4,
        uniqueItems: true,
        nullable: true,
        description: 'What to break the figures down by; with date first, a row for each day.',
      },
      dateRange: {
        type: 'object',
        description: 'Either a period, or from and to (both included).',
        properties: {
          period: { type: 'string', enum: [...REPORT_PERIODS], nullable: true },
          from: { type: 'string', pattern: DAY, nullable: true },
          to: { type: 'string', pattern: DAY, nullable: true },
        },
        required: [],
        additionalProperties: false,
      },
      compareTo: { type: 'string', enum: ['previous_period'], nullable: true },
    },
    required: ['metrics', 'dateRange'],
    additionalProperties: false,
  },
  async run({ metrics, dimensions, dateRange, compareTo }, { ref, reads, show }) {
    const answer = await reads.connections.runReport(ref, 'google_analytics', {
      metrics,
      dimensions: dimensions ?? [],
      dateRange: readRange(dateRange),
      isComparedWithPrevious: compareTo === 'previous_period',
    })
    switch (answer.type) {
      case 'needsConnection':
        throw new ConnectionNeededError(answer.need)
      case 'refused':
        throw new FunctionInputError(answer.message)
      case 'failed':
        throw new PlatformFailedError(answer.code, answer.userMessage)
      case 'report': {
        const report = fitting(answer.report)
        show(chartPart(report))
        const result: Json = JSON.parse(JSON.stringify(report))
        return result
      }
    }
  },
})

function readRange({ period, from, to }: Args['dateRange']): ReportQuestion['dateRange'] {
  if (isPeriod(period) && from == null && to == null) return { period }
  if (period == null && from != null && to != null) return { from, to }
  throw new FunctionInputError('arguments/dateRange needs a period, or from and to')
}

function isPeriod(text: string | undefined): text is ReportPeriod {
  return REPORT_PERIODS.some((period) => period === text)
}

/** The first rows of a long report: what is kept and shown must stay a whole Report. */
function fitting(report: Report): Report {
  let { rows } = report
  while (rows.length > 0 && Buffer.byteLength(JSON.stringify({ ...report, rows })) > MAX_RESULT_BYTES) {
    rows = rows.slice(0, Math.floor(rows.length * 0.75))
  }
  return { ...report, rows }
}
