import type { ReportColumn } from '@parley/contracts'

export type Figure = number | string | null | undefined

const SECONDS_PER_MINUTE = 60

/** A cell in words of the reader's locale: counts, percent, minutes and seconds, money in the account's currency. "–" where there is none. */
export function formatValue(
  value: Figure,
  { unit }: Pick<ReportColumn, 'unit'>,
  currency?: string,
  { isCompact = false, locale }: { isCompact?: boolean; locale?: string } = {},
): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'string') return unit === 'date' ? formatDay(value, { locale }) : value
  const compact: Intl.NumberFormatOptions = isCompact ? { notation: 'compact', maximumFractionDigits: 1 } : {}
  const format = (number: number, options: Intl.NumberFormatOptions) => number.toLocaleString(locale, options)
  if (unit === 'ratio') return format(value, { style: 'percent', maximumFractionDigits: 1 })
  if (unit === 'seconds') return formatSeconds(value, locale)
  if (unit === 'currency' && currency) return format(value, { style: 'currency', currency, ...compact })
  return format(value, { maximumFractionDigits: 2, ...compact })
}

function formatSeconds(value: number, locale: string | undefined): string {
  const unit = (number: number, name: string, digits = 0) =>
    number.toLocaleString(locale, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits })
  if (value < SECONDS_PER_MINUTE) return unit(value, 'second', 1)
  const whole = Math.round(value)
  return `${unit(Math.floor(whole / SECONDS_PER_MINUTE), 'minute')} ${unit(whole % SECONDS_PER_MINUTE, 'second')}`
}

/** A relative change, always signed: "+12.3%", "−4%", "0%". */
export function formatChange(relative: number, locale?: string): string {
  return relative.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
}

const SHORT: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }
const LONG: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }

/** A calendar day, which has no zone of its own: never moved by the reader's. */
export function formatDay(
  day: string,
  { isShort = false, locale }: { isShort?: boolean; locale?: string | undefined } = {},
): string {
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return day
  return at.toLocaleDateString(locale, { ...(isShort ? SHORT : LONG), timeZone: 'UTC' })
}

/** "9 – 15 Nov 2026" as the locale has it. */
export function formatRange({ from, to }: { from: string; to: string }, locale?: string): string {
  const days = new Intl.DateTimeFormat(locale, { ...SHORT, year: 'numeric', timeZone: 'UTC' })
  return days.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
}
