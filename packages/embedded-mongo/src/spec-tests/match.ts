import { EJSON } from 'bson'
import { asFields, type Fields, isFields } from './spec-file.ts'

/** What special operators of an expectation look up. */
export interface Lookups {
  entity(name: string): unknown
  lsid(sessionName: string): unknown
}

export class Mismatch extends Error {}

/**
 * Checks `actual` against an expectation of the unified test format. Documents at the root may have further fields, those
 * within may not; numbers are equal across types.
 */
export function expectMatch(actual: unknown, expected: unknown, lookups: Lookups, path = '', isRoot = true): void {
  const [operator] = isFields(expected) ? Object.keys(expected) : []
  if (isFields(expected) && operator?.startsWith('$$')) {
    matchSpecial(actual, operator, expected[operator], lookups, path, isRoot)
  } else if (Array.isArray(expected)) matchArray(actual, expected, lookups, path, isRoot)
  else if (isFields(expected)) matchDocument(actual, expected, lookups, path, isRoot)
  else if (!sameValue(actual, expected)) fail(path, expected, actual)
}

function fail(path: string, expected: unknown, actual: unknown): never {
  throw new Mismatch(`at ${path || 'the root'}: expected ${show(expected)}, got ${show(actual)}`)
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  try {
    return (EJSON.stringify(value) ?? String(value)).slice(0, 400)
  } catch {
    return String(value)
  }
}

function matchArray(actual: unknown, expected: readonly unknown[], lookups: Lookups, path: string, isRoot: boolean) {
  if (!Array.isArray(actual) || actual.length !== expected.length) fail(path, expected, actual)
  for (const [i, element] of expected.entries())
    expectMatch(actual[i], element, lookups, `${path}[${i}]`, isRoot && path === '')
}

function matchDocument(actual: unknown, expected: Fields, lookups: Lookups, path: string, isRoot: boolean) {
  const fields = documentOf(actual)
  if (!fields) fail(path, expected, actual)
  for (const [name, value] of Object.entries(expected))
    expectMatch(fields[name], value, lookups, path === '' ? name : `${path}.${name}`, false)
  if (isRoot) return
  for (const name of Object.keys(fields))
    if (!isDriversOwn(path, name, fields[name]) && !Object.hasOwn(expected, name) && fields[name] !== undefined)
      throw new Mismatch(`at ${path}: the field ${name} is not expected in ${show(fields)}`)
}

/** The Node driver puts this limit into every commit and abort that has a write concern, not only into repeated ones. */
const isDriversOwn = (path: string, name: string, value: unknown): boolean =>
  path === 'writeConcern' && name === 'wtimeout' && numberOf(value) === 10_000n

function documentOf(value: unknown): Fields | undefined {
  if (value instanceof Map) return Object.fromEntries(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return isFields(value) ? value : asFields({ ...value })
}

function matchSpecial(
  actual: unknown,
  operator: string,
  operand: unknown,
  lookups: Lookups,
  path: string,
  isRoot: boolean,
): void {
  switch (operator) {
    case '$$exists':
      if ((actual !== undefined) !== operand) fail(path, { [operator]: operand }, actual)
      return
    case '$$type': {
      const types = Array.isArray(operand) ? operand : [operand]
      if (!types.some((type) => hasType(actual, String(type)))) fail(path, { [operator]: operand }, actual)
      return
    }
    case '$$unsetOrMatches':
      if (actual !== undefined && actual !== null) expectMatch(actual, operand, lookups, path, isRoot)
      return
    case '$$matchesEntity':
      expectMatch(actual, lookups.entity(String(operand)), lookups, path, isRoot)
      return
    case '$$sessionLsid':
      if (!sameValue(asFields(actual).id, asFields(lookups.lsid(String(operand))).id)) fail(path, operand, actual)
      return
    case '$$lte':
      if (Number(actual) > Number(operand)) fail(path, { [operator]: operand }, actual)
      return
    default:
      throw new Mismatch(`unknown special operator ${operator}`)
  }
}

/** The class of a BSON value, whichever copy of the library made it. */
const bsonType = (value: unknown): string =>
  typeof value === 'object' && value !== null ? String(Reflect.get(value, '_bsontype') ?? '') : ''

const TYPE_TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: (value) => bsonType(value) === 'Int32' || Number.isInteger(value),
  long: (value) => bsonType(value) === 'Long' || typeof value === 'bigint' || Number.isInteger(value),
  double: (value) => bsonType(value) === 'Double' || typeof value === 'number',
  number: (value) => numberOf(value) !== undefined,
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  object: (value) => documentOf(value) !== undefined,
  array: Array.isArray,
  objectId: (value) => bsonType(value) === 'ObjectId',
  date: (value) => value instanceof Date,
  timestamp: (value) => bsonType(value) === 'Timestamp',
  binData: (value) => bsonType(value) === 'Binary' || value instanceof Uint8Array,
  null: (value) => value === null,
}

function hasType(value: unknown, type: string): boolean {
  const test = TYPE_TESTS[type]
  if (!test) throw new Mismatch(`unknown type ${type}`)
  return test(value)
}

/** Any number as a bigint where it is whole, so that large ones compare exactly. */
function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  const type = bsonType(value)
  if (type === 'Int32' || type === 'Double') return numberOf(Number(value))
  return type === 'Long' ? BigInt(String(value)) : undefined
}

function sameValue(actual: unknown, expected: unknown): boolean {
  const number = numberOf(expected)
  if (number !== undefined) return numberOf(actual) === number
  if (expected === null) return actual === null || actual === undefined
  if (typeof expected !== 'object') return actual === expected
  return show(actual) === show(expected)
}
