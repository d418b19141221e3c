import { MongoServerFailure } from '../../errors.ts'
import { isNullish, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { type NamedArguments, named } from '../operator.ts'
import { printValue } from '../print-value.ts'
import { fromIsoWeek } from './calendar.ts'
import { DAY, fromLocal, localTime } from './local-time.ts'
import { zoneArgument } from './timezone.ts'

const TIME = ['hour', 'minute', 'second', 'millisecond', 'timezone'] as const
const CALENDAR = ['year', 'month', 'day']
const ISO = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek']

const SHAPE = { required: [], optional: [...CALENDAR, ...ISO, ...TIME], codes: { notObject: 40519, unknown: 40518 } }

const fromParts = named('$dateFromParts', SHAPE, (fields) => {
  if (Object.values(fields).some((value) => isNullish(value))) return null
  const zone = zoneArgument(fields)
  if (zone === null) return null
  const midnight = 'isoWeekYear' in fields ? isoMidnight(fields) : calendarMidnight(fields)
  const local =
    midnight +
    part(fields, 'hour', 0) * (DAY / 24) +
    part(fields, 'minute', 0) * 60_000 +
    part(fields, 'second', 0) * 1000 +
    part(fields, 'millisecond', 0)
  return new Date(fromLocal(local, zone))
})

function calendarMidnight(fields: NamedArguments): number {
  return localTime(year(fields, 'year'), part(fields, 'month', 1) - 1, part(fields, 'day', 1))
}

function isoMidnight(fields: NamedArguments): number {
  return fromIsoWeek(year(fields, 'isoWeekYear'), part(fields, 'isoWeek', 1), part(fields, 'isoDayOfWeek', 1))
}

function year(fields: NamedArguments, name: string): number {
  const number = part(fields, name, Number.NaN)
  if (number >= 1 && number <= 9999) return number
  const code = name === 'year' ? 40523 : 31095
  throw new MongoServerFailure(code, `'${name}' must evaluate to an integer in the range 1 to 9999, found ${number}`)
}

function part(fields: NamedArguments, name: string, otherwise: number): number {
  if (!(name in fields)) return otherwise
  const value = fields[name]
  const number = isNumber(value) ? toDouble(value) : Number.NaN
  if (!Number.isInteger(number)) {
    const found = `${typeName(value)} with value ${printValue(value)}`
    throw new MongoServerFailure(40515, `'${name}' must evaluate to an integer, found ${found}`)
  }
  if (Math.abs(number) <= 32_768 || !['month', 'day', 'hour', 'minute', 'isoWeek', 'isoDayOfWeek'].includes(name)) {
    return number
  }
  const message = `'${name}' must evaluate to a value in the range [-32768, 32767]; value ${number} is not in range`
  throw new MongoServerFailure(31034, message)
}

const dateFromParts: Operator = {
  name: '$dateFromParts',
  compile(argument, context) {
    if (argument instanceof Map) checkFields(argument)
    return fromParts.compile(argument, context)
  },
}

/** Either the calendar's fields or the ISO week's, and a year in any case. */
function checkFields(argument: ReadonlyMap<string, unknown>): void {
  const isIso = argument.has('isoWeekYear')
  if (!isIso && !argument.has('year')) {
    const message = "$dateFromParts requires either 'year' or 'isoWeekYear' to be present"
    throw new MongoServerFailure(40516, message)
  }
  const mixed = (isIso ? CALENDAR : ISO).find((name) => argument.has(name))
  if (mixed === undefined) return
  const [code, natural, other] = isIso ? ([40489, 'ISO', 'natural'] as const) : ([40525, 'natural', 'ISO'] as const)
  throw new MongoServerFailure(code, `$dateFromParts does not allow mixing ${natural} dates with ${other} dates`)
}

export const dateFromPartsOperators: readonly Operator[] = [dateFromParts]
