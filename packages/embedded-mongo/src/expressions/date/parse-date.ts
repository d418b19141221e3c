import { conversionFailure } from '../conversion/failure.ts'
import { MONTHS } from './format-date.ts'
import { fromLocal, localTime } from './local-time.ts'
import { type Zone, zoneOf } from './timezone.ts'

const TIME = String.raw`(?:(?:[Tt]|\s+)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?`
const ZONE = String.raw`\s*(?<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z][a-z]+\/[A-Za-z_/]+)?`
const MONTH = `(?<monthName>${MONTHS.map((name) => `${name}|${name.slice(0, 3)}`).join('|')})`

/** The ways of writing a date that are read without a format: ISO 8601, year/month/day, month/day/year, and named months. */
const SHAPES = [
  String.raw`(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})`,
  String.raw`(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})`,
  String.raw`(?<year>\d{4})\/(?<month>\d{1,2})\/(?<day>\d{1,2})`,
  String.raw`(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})`,
  String.raw`${MONTH}\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})`,
  String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+${MONTH}[\s-]+(?<year>\d{4})`,
].map((shape) => new RegExp(`^\\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\\s+)?${shape},?${TIME}${ZONE}\\s*$`, 'i'))

/** What was read off a text; months count from 1, and what was not there is undefined. */
export interface DateFields {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
  zone: Zone | undefined
}

/** Reads a date without a format. `timezone` is that of a text which names none; both at once are refused. */
export function parseDate(text: string, timezone: string | undefined, isGiven = false): Date {
  for (const shape of SHAPES) {
    const groups = shape.exec(text)?.groups
    if (groups) return instantOf(text, fieldsOf(groups), timezone, isGiven)
  }
  throw conversionFailure(`Error parsing date string '${text}'; this is none of the formats read without 'format'`)
}

function fieldsOf(groups: Readonly<Record<string, string | undefined>>): DateFields {
  const number = (name: string) => Number(groups[name] ?? 0)
  return {
    year: number('year'),
    month: groups.monthName === undefined ? number('month') : monthByName(groups.monthName),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    millisecond: Math.trunc(Number(`0.${groups.fraction ?? '0'}`) * 1000 + 1e-9),
    zone: groups.zone === undefined ? undefined : zoneOf(groups.zone.toUpperCase() === 'Z' ? 'UTC' : groups.zone),
  }
}

export function monthByName(name: string): number {
  return MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1
}

/** Checks the fields against the calendar and takes them in the text's own zone or else in the given one. */
export function instantOf(text: string, fields: DateFields, timezone: string | undefined, isGiven: boolean): Date {
  const { year, month, day, hour, minute, second, millisecond, zone } = fields
  const local = localTime(year, month - 1, day, hour, minute, second, millisecond)
  const check = new Date(localTime(year, month - 1, day))
  const isDay = check.getUTCMonth() === month - 1 && check.getUTCDate() === day
  if (!isDay || hour > 24 || minute > 59 || second > 60) {
    throw conversionFailure(`Error parsing date string '${text}'; 0: The parsed date was invalid ''`)
  }
  if (zone && isGiven) {
    const reason = 'you cannot pass in a date/time string with GMT offset together with a timezone argument'
    throw conversionFailure(reason)
  }
  return new Date(fromLocal(local, zone ?? zoneOf(timezone ?? 'UTC')))
}
