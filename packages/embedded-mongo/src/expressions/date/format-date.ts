import { MongoServerFailure } from '../../errors.ts'
import { dayOfYear, isoDayOfWeek, isoWeek, isoWeekYear, week } from './calendar.ts'
import type { Zone } from './timezone.ts'

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

interface Moment {
  local: Date
  /** Minutes ahead of UTC. */
  offset: number
}

const WRITERS: Readonly<Record<string, (moment: Moment) => string>> = {
  '%': () => '%',
  b: ({ local }) => MONTHS[local.getUTCMonth()]?.slice(0, 3) ?? '',
  B: ({ local }) => MONTHS[local.getUTCMonth()] ?? '',
  d: ({ local }) => pad(local.getUTCDate(), 2),
  G: ({ local }) => pad(isoWeekYear(local), 4),
  H: ({ local }) => pad(local.getUTCHours(), 2),
  j: ({ local }) => pad(dayOfYear(local), 3),
  L: ({ local }) => pad(local.getUTCMilliseconds(), 3),
  m: ({ local }) => pad(local.getUTCMonth() + 1, 2),
  M: ({ local }) => pad(local.getUTCMinutes(), 2),
  S: ({ local }) => pad(local.getUTCSeconds(), 2),
  u: ({ local }) => String(isoDayOfWeek(local)),
  U: ({ local }) => pad(week(local), 2),
  V: ({ local }) => pad(isoWeek(local), 2),
  w: ({ local }) => String(local.getUTCDay() + 1),
  Y: ({ local }) => pad(local.getUTCFullYear(), 4),
  z: ({ offset }) => {
    const minutes = Math.abs(offset)
    return `${sign(offset)}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`
  },
  Z: ({ offset }) => `${sign(offset)}${Math.abs(offset)}`,
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function sign(offset: number): string {
  return offset < 0 ? '-' : '+'
}

/** Writes an instant by a format of `$dateToString`. */
export function formatDate(utc: number, zone: Zone, format: string): string {
  const offset = zone.offsetAt(utc)
  const local = new Date(utc + offset)
  const year = local.getUTCFullYear()
  if (year < 0 || year > 9999) {
    const message = `$dateToString is only defined on year 0-9999, tried to use year ${year}`
    throw new MongoServerFailure(18537, message)
  }
  const moment = { local, offset: Math.round(offset / 60_000) }
  return eachSpecifier(format, (specifier) => WRITERS[specifier]?.(moment))
}

/** Replaces each `%x` of a format; text between stays. */
function eachSpecifier(format: string, write: (specifier: string) => string | undefined): string {
  return format.replace(/%([\s\S]?)/g, (_match, specifier: string) => {
    if (specifier === '') throw new MongoServerFailure(18535, "Unmatched '%' at end of format string")
    const text = write(specifier)
    if (text !== undefined) return text
    throw new MongoServerFailure(18536, `Invalid format character '%${specifier}' in format string`)
  })
}
