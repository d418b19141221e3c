/** `timeZone` where the runtime knows it, else UTC. */
export function knownTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}

/** The first moment of a day (YYYY-MM-DD) in a time zone; null when there is no such day. */
export function dayStart(day: string, timeZone: string): Date | null {
  const midnight = new Date(`${day}T00:00:00.000Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null
  const guess = midnight.getTime() - offsetMs(midnight, timeZone)
  return new Date(midnight.getTime() - offsetMs(new Date(guess), timeZone))
}

/** The last millisecond of a day in a time zone; null when there is no such day. */
export function dayEnd(day: string, timeZone: string): Date | null {
  const midnight = new Date(`${day}T00:00:00.000Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null
  const next = dayStart(new Date(midnight.getTime() + 86_400_000).toISOString().slice(0, 10), timeZone)
  return next && new Date(next.getTime() - 1)
}

/** Date, weekday and time as a clock in the time zone shows them. */
export function clock(
  moment: Date,
  timeZone: string,
): { date: string; weekday: string; time: string; timeZone: string } {
  const zone = knownTimeZone(timeZone)
  const local = new Date(moment.getTime() + offsetMs(moment, zone)).toISOString()
  const weekday = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'long' }).format(moment)
  return { date: local.slice(0, 10), weekday, time: local.slice(11, 16), timeZone: zone }
}

function offsetMs(moment: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: knownTimeZone(timeZone),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment.getTime() / 1000) * 1000
}
