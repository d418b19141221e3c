const HOUR_MS = 3_600_000

/** Whether a separator with the time belongs above a message: the first, another day, or an hour of silence. */
export function startsTimeGroup(previous: string | null, current: string): boolean {
  if (previous === null) return true
  const before = new Date(previous)
  const now = new Date(current)
  return before.toDateString() !== now.toDateString() || now.getTime() - before.getTime() >= HOUR_MS
}

/** "Today 14:05", "Yesterday 9:30", "Tue, 3 Mar, 14:05", in the reader's locale and zone. */
export function formatGroupTime(instant: string, now: Date, locale?: string): string {
  const date = new Date(instant)
  const time = date.toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' })
  const days = calendarDaysBetween(date, now)
  if (days === 0 || days === 1) {
    const day = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day')
    return `${day.charAt(0).toLocaleUpperCase(locale)}${day.slice(1)} ${time}`
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  const day = date.toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short', year })
  return `${day}, ${time}`
}

/** For a tooltip: the whole date and time. */
export function formatFullTime(instant: string, locale?: string): string {
  return new Date(instant).toLocaleString(locale, { dateStyle: 'full', timeStyle: 'medium' })
}

/** Whole calendar days from `from` to `to` in the reader's zone, whatever daylight saving did between. */
export function calendarDaysBetween(from: Date, to: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((day(to) - day(from)) / (24 * HOUR_MS))
}
