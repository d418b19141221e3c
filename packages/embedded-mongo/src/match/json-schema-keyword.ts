import { MongoServerFailure } from '../errors.ts'
import { type Doc, isNumber, type NumberValue, type Value } from '../values/index.ts'
import { exactInteger } from './integer.ts'

export type SchemaTest = (value: Value) => boolean

/** One keyword of a schema; `schema` is the schema it stands in, `compile` turns a schema inside it into a test. */
export type Keyword = (argument: Value, compile: (schema: Doc) => SchemaTest, schema: Doc) => SchemaTest

export function expectDoc(name: string, value: Value): Doc {
  if (value instanceof Map) return value
  throw new MongoServerFailure('TypeMismatch', `$jsonSchema keyword '${name}' must be an object`)
}

export function expectSchemas(name: string, value: Value): Doc[] {
  if (!Array.isArray(value)) {
    throw new MongoServerFailure('TypeMismatch', `$jsonSchema keyword '${name}' must be an array`)
  }
  if (value.length === 0) {
    throw new MongoServerFailure('BadValue', `$jsonSchema keyword '${name}' must be a non-empty array`)
  }
  return value.map((schema) => expectDoc(name, schema))
}

export function expectNumber(name: string, value: Value): NumberValue {
  if (isNumber(value)) return value
  throw new MongoServerFailure('TypeMismatch', `$jsonSchema keyword '${name}' must be a number`)
}

export function expectCount(name: string, value: Value): number {
  const count = exactInteger(expectNumber(name, value))
  if (count !== undefined && count >= 0n) return Number(count)
  throw new MongoServerFailure('FailedToParse', `$jsonSchema keyword '${name}' must be a non-negative integer`)
}

export function expectBoolean(name: string, value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw new MongoServerFailure('TypeMismatch', `$jsonSchema keyword '${name}' must be a boolean`)
}

export function expectNames(name: string, value: Value): string[] {
  const names = Array.isArray(value) ? value.filter((element) => typeof element === 'string') : []
  if (!Array.isArray(value) || names.length !== value.length) {
    throw new MongoServerFailure('TypeMismatch', `$jsonSchema keyword '${name}' must be an array of strings`)
  }
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new MongoServerFailure(
      'FailedToParse',
      `$jsonSchema keyword '${name}' must be a non-empty array of unique strings`,
    )
  }
  return names
}
