import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { type Argument, namedOperands } from '../operator.ts'
import { printValue } from '../print-value.ts'
import { millisecondsOf } from './coerce-date.ts'
import { formatDate } from './format-date.ts'
import { parseDate } from './parse-date.ts'
import { parseDateWithFormat } from './parse-format.ts'
import { UTC, zoneArgument } from './timezone.ts'

const TO_STRING = {
  required: ['date'],
  optional: ['format', 'timezone', 'onNull'],
  codes: { notObject: 18629, unknown: 18534, missing: 18628 },
}

const dateToString: Operator = {
  name: '$dateToString',
  compile(argument, context) {
    const fields = namedOperands('$dateToString', argument, TO_STRING)
    const date = context.compile(fields.get('date') ?? null)
    const given = fields.has('format')
    const format = context.compile(fields.get('format') ?? null)
    const timezone = context.compile(fields.get('timezone') ?? null)
    const onNull = context.compile(fields.get('onNull') ?? null)
    return (doc, scope) => {
      const value = date(doc, scope)
      const zone = fields.has('timezone') ? zoneArgument({ timezone: timezone(doc, scope) }) : UTC
      const pattern = given ? format(doc, scope) : `%Y-%m-%dT%H:%M:%S.%L${zone?.name === 'UTC' ? 'Z' : ''}`
      if (isNullish(value)) return onNull(doc, scope)
      if (isNullish(pattern) || zone === null) return null
      if (typeof pattern === 'string') return formatDate(millisecondsOf(value), zone, pattern)
      const message = `$dateToString requires that 'format' be a string, found: ${typeName(pattern)} with value `
      throw new MongoServerFailure(18533, message + printValue(pattern))
    }
  },
}

const FROM_STRING = {
  required: ['dateString'],
  optional: ['format', 'timezone', 'onError', 'onNull'],
  codes: { notObject: 40540, unknown: 40541, missing: 40542 },
}

const dateFromString: Operator = {
  name: '$dateFromString',
  compile(argument, context) {
    const fields = namedOperands('$dateFromString', argument, FROM_STRING)
    const part = (name: string) => context.compile(fields.get(name) ?? null)
    const [text, format, timezone, onError, onNull] = [
      part('dateString'),
      part('format'),
      part('timezone'),
      part('onError'),
      part('onNull'),
    ]
    return (doc, scope) => {
      const value = text(doc, scope)
      const pattern = format(doc, scope)
      const zone = timezone(doc, scope)
      if (isNullish(value)) return onNull(doc, scope)
      if ((fields.has('format') && isNullish(pattern)) || (fields.has('timezone') && isNullish(zone))) return null
      try {
        return readDate(value, pattern, zone)
      } catch (error) {
        const caught = error instanceof MongoServerFailure && error.codeName === 'ConversionFailure'
        if (caught && fields.has('onError')) return onError(doc, scope)
        throw error
      }
    }
  },
}

function readDate(value: Argument, format: Argument, timezone: Argument): Date {
  if (typeof value !== 'string') {
    const found = `${typeName(value)} with value ${printValue(value)}`
    const message = `$dateFromString requires that 'dateString' be a string, found: ${found}`
    throw new MongoServerFailure('ConversionFailure', message)
  }
  if (!isNullish(format) && typeof format !== 'string') {
    const found = `${typeName(format)} with value ${printValue(format)}`
    throw new MongoServerFailure(40684, `$dateFromString requires that 'format' be a string, found: ${found}`)
  }
  if (!isNullish(timezone) && typeof timezone !== 'string') {
    throw new MongoServerFailure(40517, `timezone must evaluate to a string, found ${typeName(timezone)}`)
  }
  const zone = typeof timezone === 'string' ? timezone : undefined
  const isGiven = zone !== undefined
  return typeof format === 'string'
    ? parseDateWithFormat(value, format, zone, isGiven)
    : parseDate(value, zone, isGiven)
}

export const dateTextOperators: readonly Operator[] = [dateToString, dateFromString]
