import { MongoServerFailure } from '../../errors.ts'
import { typeName } from '../../values/index.ts'
import type { Argument } from '../operator.ts'
import { DAY } from './local-time.ts'

export const UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const

export type Unit = (typeof UNITS)[number]

/** Units of fixed length, in milliseconds; a day and a week count as such on clocks, not between instants. */
export const LENGTHS: Readonly<Record<'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond', number>> = {
  week: 7 * DAY,
  day: DAY,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
}

/** Calendar units as months. */
export const MONTHS_IN: Readonly<Record<'year' | 'quarter' | 'month', number>> = { year: 12, quarter: 3, month: 1 }

export function unitOf(name: string, value: Argument): Unit {
  if (typeof value !== 'string') {
    throw new MongoServerFailure(5439013, `${name} requires 'unit' to be a string, but got ${typeName(value)}`)
  }
  const unit = UNITS.find((known) => known === value)
  if (unit) return unit
  throw new MongoServerFailure(
    'FailedToParse',
    `${name} parameter 'unit' value cannot be recognized as a time unit: ${value}`,
  )
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** A day of the week by its English name or the first three letters: Sunday is 0. */
export function dayOfWeekOf(name: string, value: Argument): number {
  if (typeof value !== 'string') {
    throw new MongoServerFailure(5439015, `${name} requires 'startOfWeek' to be a string, but got ${typeName(value)}`)
  }
  const wanted = value.toLowerCase()
  const index = DAYS.findIndex((day) => day === wanted || day.slice(0, 3) === wanted)
  if (index >= 0) return index
  const message = `${name} parameter 'startOfWeek' value cannot be recognized as a day of a week: ${value}`
  throw new MongoServerFailure('FailedToParse', message)
}
