import { type DateRange, daysInRange, type ReportPeriod } from '@parley/contracts'

const MS_PER_DAY = 86_400_000

/** The calendar day (YYYY-MM-DD) a clock in that IANA zone shows at this moment. Throws RangeError for an unknown zone. */
export function localDay(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const part = (type: string) => format.formatToParts(at).find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** Calendar days, so no zone and no change of clocks plays a part. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * MS_PER_DAY).toISOString().slice(0, 10)
}

function monday(day: string): string {
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7))
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`
}

/**
 * The words people use, as whole days in the account's zone. `last_week` is the last full Monday to Sunday, `last_month` and `last_year`
 * the last full ones; `last_N_days` end yesterday; `today` and `this_…` end today, which is not over.
 */
export function resolveDateRange(range: ReportPeriod, now: Date, timeZone: string): DateRange {
  const today = localDay(now, timeZone)
  const yesterday = addDays(today, -1)
  const year = Number(today.slice(0, 4))
  const endOfLastMonth = addDays(firstOfMonth(today), -1)
  switch (range) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: yesterday, to: yesterday }
    case 'last_7_days':
      return { from: addDays(today, -7), to: yesterday }
    case 'last_28_days':
      return { from: addDays(today, -28), to: yesterday }
    case 'last_90_days':
      return { from: addDays(today, -90), to: yesterday }
    case 'last_week':
      return { from: addDays(monday(today), -7), to: addDays(monday(today), -1) }
    case 'this_week':
      return { from: monday(today), to: today }
    case 'last_month':
      return { from: firstOfMonth(endOfLastMonth), to: endOfLastMonth }
    case 'this_month':
      return { from: firstOfMonth(today), to: today }
    case 'last_year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` }
    case 'this_year':
      return { from: `${year}-01-01`, to: today }
  }
}

/** As many days, right before: what a range is compared with unless something else was said. */
export function previousPeriod(range: DateRange): DateRange {
  return { from: addDays(range.from, -daysInRange(range)), to: addDays(range.from, -1) }
}
