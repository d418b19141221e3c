import { MongoServerFailure } from '../errors.ts'
import {
  BSON_TYPES,
  compareValues,
  compileRegex,
  isNumber,
  mod,
  toDouble,
  typeNumber,
  type Value,
  valuesEqual,
} from '../values/index.ts'
import { parseTypes } from './element.ts'
import { expectBoolean, expectCount, expectNumber, type Keyword } from './json-schema-keyword.ts'

const JSON_TYPES: Readonly<Record<string, readonly number[]>> = {
  object: [BSON_TYPES.object],
  array: [BSON_TYPES.array],
  string: [BSON_TYPES.string],
  boolean: [BSON_TYPES.bool],
  null: [BSON_TYPES.null],
  number: [BSON_TYPES.double, BSON_TYPES.int, BSON_TYPES.long, BSON_TYPES.decimal],
}

const bsonType: Keyword = (argument, _compile, schema) => {
  if (schema.has('type')) {
    throw new MongoServerFailure('FailedToParse', "Cannot specify both $jsonSchema keywords 'type' and 'bsonType'")
  }
  const types = parseTypes(argument, "$jsonSchema keyword 'bsonType'")
  return (value) => types.has(typeNumber(value))
}

const type: Keyword = (argument) => {
  const names: Value[] = Array.isArray(argument) ? argument : [argument]
  const types = new Set(names.flatMap(jsonType))
  return (value) => types.has(typeNumber(value))
}

function jsonType(name: Value): readonly number[] {
  if (name === 'integer') {
    throw new MongoServerFailure('FailedToParse', "$jsonSchema type 'integer' is not currently supported.")
  }
  const types = typeof name === 'string' && Object.hasOwn(JSON_TYPES, name) ? JSON_TYPES[name] : undefined
  if (types === undefined) throw new MongoServerFailure('BadValue', `Unknown type name alias: ${String(name)}`)
  return types
}

const enumeration: Keyword = (argument) => {
  if (!Array.isArray(argument) || argument.length === 0) {
    throw new MongoServerFailure('FailedToParse', "$jsonSchema keyword 'enum' must be a non-empty array")
  }
  return (value) => argument.some((allowed) => valuesEqual(allowed, value))
}

function bound(name: string, exclusiveName: string, sign: 1 | -1): Keyword {
  return (argument, _compile, schema) => {
    const limit = expectNumber(name, argument)
    const exclusive = expectBoolean(exclusiveName, schema.get(exclusiveName) ?? false)
    return (value) => {
      if (!isNumber(value)) return true
      const order = compareValues(value, limit) * sign
      return exclusive ? order > 0 : order >= 0
    }
  }
}

function exclusive(name: string, boundName: string): Keyword {
  return (argument, _compile, schema) => {
    expectBoolean(name, argument)
    if (schema.has(boundName)) return () => true
    throw new MongoServerFailure(
      'FailedToParse',
      `$jsonSchema keyword '${boundName}' must be a present if ${name} is present`,
    )
  }
}

const multipleOf: Keyword = (argument) => {
  const divisor = expectNumber('multipleOf', argument)
  if (!(toDouble(divisor) > 0)) {
    throw new MongoServerFailure('FailedToParse', "$jsonSchema keyword 'multipleOf' must have a positive value")
  }
  return (value) => !isNumber(value) || toDouble(mod(value, divisor)) === 0
}

function length(name: string, holds: (length: number, limit: number) => boolean): Keyword {
  return (argument) => {
    const limit = expectCount(name, argument)
    return (value) => typeof value !== 'string' || holds([...value].length, limit)
  }
}

const pattern: Keyword = (argument) => {
  if (typeof argument !== 'string') {
    throw new MongoServerFailure('TypeMismatch', "$jsonSchema keyword 'pattern' must be a string")
  }
  const regex = compileRegex(argument, '')
  return (value) => typeof value !== 'string' || regex.test(value)
}

export const scalarKeywords: Readonly<Record<string, Keyword>> = {
  bsonType,
  type,
  enum: enumeration,
  minimum: bound('minimum', 'exclusiveMinimum', 1),
  maximum: bound('maximum', 'exclusiveMaximum', -1),
  exclusiveMinimum: exclusive('exclusiveMinimum', 'minimum'),
  exclusiveMaximum: exclusive('exclusiveMaximum', 'maximum'),
  multipleOf,
  minLength: length('minLength', (size, limit) => size >= limit),
  maxLength: length('maxLength', (size, limit) => size <= limit),
  pattern,
}
