import { MongoServerFailure } from '../errors.ts'
import { compileRegex, type Doc, type Value, valuesEqual } from '../values/index.ts'
import {
  expectBoolean,
  expectCount,
  expectDoc,
  expectNames,
  expectSchemas,
  type Keyword,
  type SchemaTest,
} from './json-schema-keyword.ts'

/** A keyword that says something about documents only. */
function ofDocuments(test: (doc: Doc) => boolean): SchemaTest {
  return (value) => !(value instanceof Map) || test(value)
}

function ofArrays(test: (array: readonly Value[]) => boolean): SchemaTest {
  return (value) => !Array.isArray(value) || test(value)
}

const required: Keyword = (argument) => {
  const names = expectNames('required', argument)
  return ofDocuments((doc) => names.every((name) => doc.has(name)))
}

const properties: Keyword = (argument, compile) => {
  const tests = [...expectDoc('properties', argument)].map(
    ([name, schema]) => [name, compile(expectDoc(`properties.${name}`, schema))] as const,
  )
  return ofDocuments((doc) =>
    tests.every(([name, test]) => {
      const value = doc.get(name)
      return value === undefined || test(value)
    }),
  )
}

const patternProperties: Keyword = (argument, compile) => {
  const tests = [...expectDoc('patternProperties', argument)].map(
    ([pattern, schema]) => [compileRegex(pattern, ''), compile(expectDoc('patternProperties', schema))] as const,
  )
  return ofDocuments((doc) =>
    [...doc].every(([name, value]) => tests.every(([regex, test]) => !regex.test(name) || test(value))),
  )
}

const additionalProperties: Keyword = (argument, compile, schema) => {
  const test = schemaOrBoolean('additionalProperties', argument, compile)
  const named = expectDoc('properties', schema.get('properties') ?? new Map())
  const patterns = [...expectDoc('patternProperties', schema.get('patternProperties') ?? new Map()).keys()].map(
    (pattern) => compileRegex(pattern, ''),
  )
  return ofDocuments((doc) =>
    [...doc].every(([name, value]) => named.has(name) || patterns.some((pattern) => pattern.test(name)) || test(value)),
  )
}

function schemaOrBoolean(name: string, argument: Value, compile: (schema: Doc) => SchemaTest): SchemaTest {
  return argument instanceof Map ? compile(argument) : constant(expectBoolean(name, argument))
}

function constant(answer: boolean): SchemaTest {
  return () => answer
}

function propertyCount(name: string, holds: (size: number, limit: number) => boolean): Keyword {
  return (argument) => {
    const limit = expectCount(name, argument)
    return ofDocuments((doc) => holds(doc.size, limit))
  }
}

const dependencies: Keyword = (argument, compile) => {
  const tests = [...expectDoc('dependencies', argument)].map(([name, dependency]) => {
    if (dependency instanceof Map) return [name, compile(dependency)] as const
    const names = expectNames('dependencies', dependency)
    return [name, ofDocuments((doc) => names.every((needed) => doc.has(needed)))] as const
  })
  return ofDocuments((doc) => tests.every(([name, test]) => !doc.has(name) || test(doc)))
}

const items: Keyword = (argument, compile) => {
  if (argument instanceof Map) {
    const test = compile(argument)
    return ofArrays((array) => array.every(test))
  }
  if (!Array.isArray(argument)) {
    throw new MongoServerFailure('TypeMismatch', "$jsonSchema keyword 'items' must be an array or an object")
  }
  const tests = argument.map((schema) => compile(expectDoc('items', schema)))
  return ofArrays((array) => array.every((element, i) => tests[i]?.(element) ?? true))
}

const additionalItems: Keyword = (argument, compile, schema) => {
  const test = schemaOrBoolean('additionalItems', argument, compile)
  const first = schema.get('items')
  return ofArrays((array) => !Array.isArray(first) || array.slice(first.length).every(test))
}

function itemCount(name: string, holds: (size: number, limit: number) => boolean): Keyword {
  return (argument) => {
    const limit = expectCount(name, argument)
    return ofArrays((array) => holds(array.length, limit))
  }
}

const uniqueItems: Keyword = (argument) => {
  if (!expectBoolean('uniqueItems', argument)) return constant(true)
  return ofArrays((array) =>
    array.every((element, i) => array.slice(i + 1).every((other) => !valuesEqual(element, other))),
  )
}

const allOf: Keyword = (argument, compile) => {
  const tests = expectSchemas('allOf', argument).map(compile)
  return (value) => tests.every((test) => test(value))
}

const anyOf: Keyword = (argument, compile) => {
  const tests = expectSchemas('anyOf', argument).map(compile)
  return (value) => tests.some((test) => test(value))
}

const oneOf: Keyword = (argument, compile) => {
  const tests = expectSchemas('oneOf', argument).map(compile)
  return (value) => tests.filter((test) => test(value)).length === 1
}

const not: Keyword = (argument, compile) => {
  const test = compile(expectDoc('not', argument))
  return (value) => !test(value)
}

const annotation: Keyword = (argument) => {
  if (typeof argument === 'string') return constant(true)
  throw new MongoServerFailure('TypeMismatch', "$jsonSchema keywords 'title' and 'description' must be strings")
}

const atLeast = (size: number, limit: number) => size >= limit
const atMost = (size: number, limit: number) => size <= limit

export const structureKeywords: Readonly<Record<string, Keyword>> = {
  required,
  properties,
  patternProperties,
  additionalProperties,
  minProperties: propertyCount('minProperties', atLeast),
  maxProperties: propertyCount('maxProperties', atMost),
  dependencies,
  items,
  additionalItems,
  minItems: itemCount('minItems', atLeast),
  maxItems: itemCount('maxItems', atMost),
  uniqueItems,
  allOf,
  anyOf,
  oneOf,
  not,
  title: annotation,
  description: annotation,
}
