import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { BSON_TYPES, isNumber, isTypeName, toDouble, typeNumber, type Value } from '../values/index.ts'
import { isTruthy } from '../values/truth.ts'
import { eachValue, type FieldOperator, not, wholeValue } from './field-test.ts'

const NUMBER_TYPES = [BSON_TYPES.double, BSON_TYPES.int, BSON_TYPES.long, BSON_TYPES.decimal]

const $exists: FieldOperator = (argument) => {
  const exists = wholeValue((value) => value !== undefined)
  return isTruthy(argument) ? exists : not(exists)
}

const $type: FieldOperator = (argument, _context, _siblings, path) => {
  const types = parseTypes(argument, path)
  return eachValue((value) => value !== undefined && types.has(typeNumber(value)))
}

/** The type numbers `$type` or `bsonType` names by number, alias or a list of both. */
export function parseTypes(argument: Value, path: string): ReadonlySet<number> {
  const names: Value[] = Array.isArray(argument) ? argument : [argument]
  if (names.length === 0) throw new MongoServerFailure('FailedToParse', `${path} must match at least one type`)
  return new Set(names.flatMap(parseType))
}

function parseType(name: Value): readonly number[] {
  if (typeof name === 'string') {
    if (name === 'number') return NUMBER_TYPES
    if (isTypeName(name)) return [BSON_TYPES[name]]
    throw new MongoServerFailure('BadValue', `Unknown type name alias: ${name}`)
  }
  if (!isNumber(name)) throw new MongoServerFailure('TypeMismatch', 'type must be represented as a number or a string')
  const number = toDouble(name)
  if (number === 0) {
    throw new MongoServerFailure('BadValue', 'Invalid numerical type code: 0. Instead use {$exists:false}.')
  }
  if (Object.values(BSON_TYPES).some((known) => known === number)) return [number]
  throw new MongoServerFailure('BadValue', `Invalid numerical type code: ${printValue(name)}`)
}

export const elementOperators: Readonly<Record<string, FieldOperator>> = { $exists, $type }
