import { Int32 } from 'bson'
import { isNullish } from '../../values/index.ts'
import { isTruthy } from '../../values/truth.ts'
import type { Value } from '../../values/types.ts'
import type { Expression, Operator } from '../expression.ts'
import { checkArity, named, operandsOf } from '../operator.ts'
import { dayOfYear, isoDayOfWeek, isoWeek, isoWeekYear, week } from './calendar.ts'
import { millisecondsOf } from './coerce-date.ts'
import { toLocal } from './local-time.ts'
import { UTC, zoneArgument } from './timezone.ts'

const SHAPE = {
  required: ['date'],
  optional: ['timezone'],
  codes: { notObject: 40539, unknown: 40535, missing: 40539 },
}

/** An operator that reads one field off the clocks of a zone: of a date, or of `{ date, timezone }`. */
function part(name: string, read: (local: Date) => Value): Operator {
  const withZone = named(name, SHAPE, (fields) => {
    const zone = zoneArgument(fields)
    if (zone === null || isNullish(fields.date)) return null
    return read(new Date(toLocal(millisecondsOf(fields.date), zone)))
  })
  return {
    name,
    compile(argument, context): Expression {
      const [only] = operandsOf(argument)
      if (Array.isArray(argument)) checkArity(name, argument.length, 1)
      if (only instanceof Map && !only.keys().next().value?.startsWith('$')) return withZone.compile(only, context)
      const date = context.compile(only ?? null)
      return (doc, scope) => {
        const value = date(doc, scope)
        return isNullish(value) ? null : read(new Date(toLocal(millisecondsOf(value), UTC)))
      }
    },
  }
}

const int = (read: (local: Date) => number) => (local: Date) => new Int32(read(local))

const PARTS = {
  required: ['date'],
  optional: ['timezone', 'iso8601'],
  codes: { notObject: 40524, unknown: 40520, missing: 40522 },
}

const dateToParts = named('$dateToParts', PARTS, (fields) => {
  const zone = zoneArgument(fields)
  if (zone === null || isNullish(fields.date)) return null
  return partsOf(new Date(toLocal(millisecondsOf(fields.date), zone)), isTruthy(fields.iso8601))
})

function partsOf(local: Date, iso: boolean): Map<string, Value> {
  const day: [string, number][] = iso
    ? [
        ['isoWeekYear', isoWeekYear(local)],
        ['isoWeek', isoWeek(local)],
        ['isoDayOfWeek', isoDayOfWeek(local)],
      ]
    : [
        ['year', local.getUTCFullYear()],
        ['month', local.getUTCMonth() + 1],
        ['day', local.getUTCDate()],
      ]
  const time: [string, number][] = [
    ['hour', local.getUTCHours()],
    ['minute', local.getUTCMinutes()],
    ['second', local.getUTCSeconds()],
    ['millisecond', local.getUTCMilliseconds()],
  ]
  return new Map([...day, ...time].map(([name, value]) => [name, new Int32(value)]))
}

export const datePartOperators: readonly Operator[] = [
  part(
    '$year',
    int((local) => local.getUTCFullYear()),
  ),
  part(
    '$month',
    int((local) => local.getUTCMonth() + 1),
  ),
  part(
    '$dayOfMonth',
    int((local) => local.getUTCDate()),
  ),
  part(
    '$dayOfWeek',
    int((local) => local.getUTCDay() + 1),
  ),
  part('$dayOfYear', int(dayOfYear)),
  part(
    '$hour',
    int((local) => local.getUTCHours()),
  ),
  part(
    '$minute',
    int((local) => local.getUTCMinutes()),
  ),
  part(
    '$second',
    int((local) => local.getUTCSeconds()),
  ),
  part(
    '$millisecond',
    int((local) => local.getUTCMilliseconds()),
  ),
  part('$week', int(week)),
  part('$isoDayOfWeek', int(isoDayOfWeek)),
  part('$isoWeek', int(isoWeek)),
  part('$isoWeekYear', (local) => BigInt(isoWeekYear(local))),
  dateToParts,
]
