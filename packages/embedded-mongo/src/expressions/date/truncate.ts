import { MongoServerFailure } from '../../errors.ts'
import { isNullish, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { named } from '../operator.ts'
import { isDateLike, millisecondsOf } from './coerce-date.ts'
import { DAY, fromLocal, localTime, toLocal } from './local-time.ts'
import { type Zone, zoneArgument } from './timezone.ts'
import { dayOfWeekOf, LENGTHS, MONTHS_IN, type Unit, unitOf } from './unit.ts'

/** Bins are counted from midnight of 2000-01-01, a Saturday, on the zone's clocks. */
const REFERENCE = localTime(2000, 0)
const SATURDAY = 6

/** The start of the bin an instant is in. */
export function truncateDate(utc: number, unit: Unit, binSize: number, zone: Zone, startOfWeek: number): number {
  switch (unit) {
    case 'year':
    case 'quarter':
    case 'month':
      return fromLocal(truncateMonths(toLocal(utc, zone), MONTHS_IN[unit] * binSize), zone)
    case 'week':
      return fromLocal(toBin(toLocal(utc, zone), firstWeek(startOfWeek), LENGTHS.week * binSize), zone)
    case 'day':
      return fromLocal(toBin(toLocal(utc, zone), REFERENCE, DAY * binSize), zone)
    default:
      return toBin(utc, fromLocal(REFERENCE, zone), LENGTHS[unit] * binSize)
  }
}

function toBin(value: number, reference: number, size: number): number {
  return reference + Math.floor((value - reference) / size) * size
}

/** The first week that starts on or after the reference. */
function firstWeek(startOfWeek: number): number {
  return REFERENCE + ((7 + startOfWeek - SATURDAY) % 7) * DAY
}

function truncateMonths(local: number, size: number): number {
  const date = new Date(local)
  const months = (date.getUTCFullYear() - 2000) * 12 + date.getUTCMonth()
  const start = Math.floor(months / size) * size
  const year = 2000 + Math.floor(start / 12)
  return localTime(year, start - (year - 2000) * 12)
}

const TRUNC = {
  required: ['date', 'unit'],
  optional: ['binSize', 'timezone', 'startOfWeek'],
  codes: { notObject: 5439007, unknown: 5439008, missing: [5439009, 5439010] },
}

const dateTrunc = named('$dateTrunc', TRUNC, (fields) => {
  const zone = zoneArgument(fields)
  const { date, unit, binSize, startOfWeek } = fields
  if (isNullish(date) || isNullish(unit) || zone === null) return null
  if ('binSize' in fields && isNullish(binSize)) return null
  const wanted = unitOf('$dateTrunc', unit)
  if (wanted === 'week' && 'startOfWeek' in fields && isNullish(startOfWeek)) return null
  if (!isDateLike(date)) {
    const found = typeName(date)
    throw new MongoServerFailure(5439012, `$dateTrunc requires 'date' to be a date, but got ${found}`)
  }
  const size = 'binSize' in fields ? (isNumber(binSize) ? toDouble(binSize) : Number.NaN) : 1
  if (!Number.isInteger(size)) {
    const message = `$dateTrunc requires 'binSize' to be a 64-bit integer, but got value of type ${typeName(binSize)}`
    throw new MongoServerFailure(5439017, message)
  }
  if (size <= 0) {
    const message = `$dateTrunc requires 'binSize' to be greater than 0, but got value ${size}`
    throw new MongoServerFailure(5439018, message)
  }
  const firstDay = wanted === 'week' && 'startOfWeek' in fields ? dayOfWeekOf('$dateTrunc', startOfWeek) : 0
  return new Date(truncateDate(millisecondsOf(date), wanted, size, zone, firstDay))
})

const DIFF = {
  required: ['startDate', 'endDate', 'unit'],
  optional: ['timezone', 'startOfWeek'],
  codes: { notObject: 5166301, unknown: 5166302, missing: [5166303, 5166304, 5166305] },
}

/** How many boundaries of the unit lie between two instants. */
const dateDiff = named('$dateDiff', DIFF, (fields) => {
  const zone = zoneArgument(fields)
  const { startDate, endDate, unit, startOfWeek } = fields
  if (isNullish(startDate) || isNullish(endDate) || isNullish(unit) || zone === null) return null
  const wanted = unitOf('$dateDiff', unit)
  if (wanted === 'week' && 'startOfWeek' in fields && isNullish(startOfWeek)) return null
  for (const [what, value] of Object.entries({ startDate, endDate })) {
    if (isDateLike(value)) continue
    throw new MongoServerFailure(5166307, `$dateDiff requires '${what}' to be a date, but got ${typeName(value)}`)
  }
  const firstDay = wanted === 'week' && 'startOfWeek' in fields ? dayOfWeekOf('$dateDiff', startOfWeek) : 0
  const start = truncateDate(millisecondsOf(startDate), wanted, 1, zone, firstDay)
  const end = truncateDate(millisecondsOf(endDate), wanted, 1, zone, firstDay)
  return BigInt(unitsBetween(start, end, wanted, zone))
})

function unitsBetween(start: number, end: number, unit: Unit, zone: Zone): number {
  switch (unit) {
    case 'year':
    case 'quarter':
    case 'month':
      return (monthNumber(toLocal(end, zone)) - monthNumber(toLocal(start, zone))) / MONTHS_IN[unit]
    case 'week':
    case 'day':
      // On clocks, where a day that loses an hour is still a day; midnight itself may be the hour lost.
      return Math.round((toLocal(end, zone) - toLocal(start, zone)) / LENGTHS[unit])
    default:
      return Math.round((end - start) / LENGTHS[unit])
  }
}

function monthNumber(local: number): number {
  const date = new Date(local)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

export const dateTruncateOperators: readonly Operator[] = [dateTrunc, dateDiff]
