const MS_PER_DAY = 86_400_000

/** A day as its number since 1970-01-01, so that days can be counted without time zones. */
export function dayNumber(date: string): number {
  return Date.parse(date) / MS_PER_DAY
}

/** YYYY-MM-DD. */
export function dateOf(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
}

/** The day and the second of it, as a clock in that zone shows them. */
export function localClock(at: number, timeZone: string): { day: number; second: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '00'
  return {
    day: dayNumber(`${part('year')}-${part('month')}-${part('day')}`),
    second: Number(part('hour')) * 3600 + Number(part('minute')) * 60 + Number(part('second')),
  }
}
