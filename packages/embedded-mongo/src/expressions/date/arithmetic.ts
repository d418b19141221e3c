import { MongoServerFailure } from '../../errors.ts'
import { isNullish, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { named } from '../operator.ts'
import { isDateLike, millisecondsOf } from './coerce-date.ts'
import { fromLocal, localTime, toLocal } from './local-time.ts'
import { type Zone, zoneArgument } from './timezone.ts'
import { LENGTHS, MONTHS_IN, type Unit, unitOf } from './unit.ts'

const SHAPE = {
  required: ['startDate', 'unit', 'amount'],
  optional: ['timezone'],
  codes: { notObject: 5166400, unknown: 5166401, missing: 5166402 },
}

function adding(name: string, sign: 1 | -1): Operator {
  return named(name, SHAPE, (fields) => {
    const { startDate, unit, amount } = fields
    const zone = zoneArgument(fields)
    if (isNullish(startDate) || isNullish(unit) || isNullish(amount) || zone === null) return null
    const wanted = unitOf(name, unit)
    if (!isDateLike(startDate)) {
      const found = typeName(startDate)
      throw new MongoServerFailure(5166403, `${name} requires startDate to be convertible to a date, found ${found}`)
    }
    const count = isNumber(amount) ? toDouble(amount) : Number.NaN
    if (!Number.isInteger(count)) {
      throw new MongoServerFailure(5166405, `${name} expects integer amount of time units`)
    }
    const result = new Date(addUnits(millisecondsOf(startDate), wanted, count * sign, zone))
    if (!Number.isNaN(result.getTime())) return result
    throw new MongoServerFailure(5166406, `${name} overflowed`)
  })
}

/** Days and longer are counted on the zone's clocks, hours and shorter in time passed. A day too late for its month is its last. */
export function addUnits(utc: number, unit: Unit, amount: number, zone: Zone): number {
  switch (unit) {
    case 'year':
    case 'quarter':
    case 'month':
      return fromLocal(addMonths(toLocal(utc, zone), amount * MONTHS_IN[unit]), zone)
    case 'week':
    case 'day':
      return fromLocal(toLocal(utc, zone) + amount * LENGTHS[unit], zone)
    default:
      return utc + amount * LENGTHS[unit]
  }
}

function addMonths(local: number, months: number): number {
  const date = new Date(local)
  const total = date.getUTCFullYear() * 12 + date.getUTCMonth() + months
  const year = Math.floor(total / 12)
  const month = total - year * 12
  const last = new Date(localTime(year, month + 1, 0)).getUTCDate()
  const timeOfDay = local - localTime(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
  return localTime(year, month, Math.min(date.getUTCDate(), last)) + timeOfDay
}

export const dateArithmeticOperators: readonly Operator[] = [adding('$dateAdd', 1), adding('$dateSubtract', -1)]
