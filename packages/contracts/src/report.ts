import { z } from 'zod'
import { accountIdContract, platformContract } from './integration.ts'
import { idContract, instantContract } from './scalars.ts'

/** Two years and a leap day: the longest range one report covers. */
export const MAX_REPORT_DAYS = 731

/** `currency` amounts are in provenance.currency; a `ratio` of 0.25 is 25 %. Dimensions are `text`, or `date` as YYYY-MM-DD. */
export const REPORT_UNITS = ['count', 'ratio', 'seconds', 'currency', 'text', 'date'] as const
export const FILTER_OPERATORS = [
  'equals',
  'not_equals',
  'contains',
  'begins_with',
  'greater_than',
  'less_than',
] as const

/** Whole days in the account's time zone, in the words people use. Weeks are Monday to Sunday; `last_N_days` end yesterday. */
export const REPORT_PERIODS = [
  'today',
  'yesterday',
  'last_7_days',
  'last_28_days',
  'last_90_days',
  'last_week',
  'this_week',
  'last_month',
  'this_month',
  'last_year',
  'this_year',
] as const

export type ReportPeriod = (typeof REPORT_PERIODS)[number]

const MS_PER_DAY = 86_400_000

/** A calendar day, YYYY-MM-DD, in whatever zone its neighbour says. */
export const dayContract = z.iso.date('Write the day as YYYY-MM-DD.')

/** How many days the range covers, both ends included. */
export function daysInRange(range: { from: string; to: string }): number {
  return Math.round((Date.parse(range.to) - Date.parse(range.from)) / MS_PER_DAY) + 1
}

/** Whole days, both included, in the account's time zone. */
export const dateRangeContract = z
  .strictObject({ from: dayContract, to: dayContract })
  .refine((range) => range.from <= range.to, { message: 'The range must begin before it ends.', path: ['from'] })
  .refine((range) => daysInRange(range) <= MAX_REPORT_DAYS, {
    message: `A report covers at most ${MAX_REPORT_DAYS} days. Please ask for a shorter range.`,
    path: ['to'],
  })

const fieldNameContract = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_:]{0,99}$/, 'This is not the name of a metric or dimension.')

/** greater_than and less_than compare a metric with a number; the others compare a dimension with a text, ignoring case. */
export const reportFilterContract = z
  .strictObject({
    field: fieldNameContract,
    operator: z.enum(FILTER_OPERATORS),
    value: z.union([z.string().max(500), z.number()]),
  })
  .refine(
    ({ operator, value }) =>
      operator === 'greater_than' || operator === 'less_than' ? typeof value === 'number' : typeof value === 'string',
    { message: 'Compare by size with a number, and by text with a text.', path: ['value'] },
  )

function unique(names: string[]) {
  return new Set(names).size === names.length
}

/** reports.run. Which names exist is the platform's own affair: its catalogue refuses the others by name. */
export const runReportInput = z.strictObject({
  platform: platformContract,
  integrationId: idContract.optional(),
  accountId: accountIdContract.optional(),
  conversationId: idContract.optional(),
  metrics: z.array(fieldNameContract).min(1).max(10).refine(unique, 'Name each metric once.'),
  dimensions: z.array(fieldNameContract).max(4).refine(unique, 'Name each dimension once.').optional(),
  dateRange: dateRangeContract,
  compareTo: dateRangeContract.optional(),
  filters: z.array(reportFilterContract).max(10).optional(),
})

export const reportColumnContract = z.object({
  name: z.string(),
  /** In plain words. */
  label: z.string(),
  kind: z.enum(['dimension', 'metric']),
  unit: z.enum(REPORT_UNITS),
})

/** Metric name → value; null where the platform gave none (a rate of nothing). */
export const reportTotalsContract = z.record(z.string(), z.number().nullable())

/** From the earlier range to the later: `absolute` in the metric's unit, `relative` as a ratio, null from zero or nothing. */
export const reportChangeContract = z.object({ absolute: z.number(), relative: z.number().nullable() })

/** Where every figure of the report comes from. */
export const reportProvenanceContract = z.object({
  platform: platformContract,
  accountId: accountIdContract,
  accountName: z.string(),
  dateRange: z.object({ from: z.string(), to: z.string() }),
  compareTo: z.object({ from: z.string(), to: z.string() }).optional(),
  timeZone: z.string(),
  currency: z.string().optional(),
  fetchedAt: instantContract,
  isSampled: z.boolean(),
  isSandbox: z.boolean(),
})

/** A row is one cell per column, in the columns' order. `rowCount` is how many rows the platform has, of which these are the first. */
export const reportContract = z.object({
  columns: z.array(reportColumnContract),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  rowCount: z.int().nonnegative(),
  totals: reportTotalsContract,
  previousTotals: reportTotalsContract.optional(),
  /** With previousTotals: metric name → how totals differ from them; absent for a metric either side lacks. */
  changes: z.record(z.string(), reportChangeContract).optional(),
  provenance: reportProvenanceContract,
})

export type DateRange = z.infer<typeof dateRangeContract>
export type ReportFilter = z.infer<typeof reportFilterContract>
export type RunReportInput = z.infer<typeof runReportInput>
export type ReportColumn = z.infer<typeof reportColumnContract>
export type ReportUnit = (typeof REPORT_UNITS)[number]
export type ReportTotals = z.infer<typeof reportTotalsContract>
export type ReportChange = z.infer<typeof reportChangeContract>
export type ReportProvenance = z.infer<typeof reportProvenanceContract>
export type Report = z.infer<typeof reportContract>
