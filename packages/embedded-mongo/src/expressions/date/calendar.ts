import { DAY, localTime } from './local-time.ts'

/** Fields of a clock reading, which is given as a Date whose UTC fields are the reading. */

export function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - localTime(local.getUTCFullYear(), 0)) / DAY) + 1
}

/** Weeks start on Sunday; the days before the first Sunday are week 0. */
export function week(local: Date): number {
  return Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7)
}

/** Monday is 1, Sunday 7. */
export function isoDayOfWeek(local: Date): number {
  return local.getUTCDay() || 7
}

/** The Thursday of a reading's ISO week, whose year the week belongs to. */
function thursday(local: Date): Date {
  return new Date(local.getTime() + (4 - isoDayOfWeek(local)) * DAY)
}

export function isoWeekYear(local: Date): number {
  return thursday(local).getUTCFullYear()
}

export function isoWeek(local: Date): number {
  return Math.floor((dayOfYear(thursday(local)) - 1) / 7) + 1
}

/** The midnight at which an ISO week date begins; week and day may overflow. */
export function fromIsoWeek(year: number, weekNumber: number, dayOfWeek: number): number {
  const fourth = localTime(year, 0, 4)
  const monday = fourth - (isoDayOfWeek(new Date(fourth)) - 1) * DAY
  return monday + ((weekNumber - 1) * 7 + dayOfWeek - 1) * DAY
}
