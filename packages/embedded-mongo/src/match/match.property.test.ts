import { Int32 } from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Doc, Missing, Value } from '../values/index.ts'
import { slowCompare, slowEquals, slowNumber, slowRank } from '../values/slow-order.test-data.ts'
import { smallScalar, smallValue } from '../values/small-values.test-data.ts'
import { compileFilter } from './index.ts'

const RUNS = { numRuns: process.env.PARLEY_SOAK ? 300_000 : 3000, seed: 20261122 }

const int = (value: number) => new Int32(value)
const clause = (name: string, value: Value): Doc => new Map([[name, value]])

const tests = fc.letrec<{ one: Doc }>((tie) => ({
  one: fc.oneof<fc.Arbitrary<Doc>[]>(
    { depthSize: 'small' },
    fc
      .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), smallValue)
      .map(([name, value]) => clause(name, value)),
    fc
      .tuple(fc.constantFrom('$in', '$nin'), fc.array(smallValue, { maxLength: 3 }))
      .map(([name, list]) => clause(name, list)),
    fc.array(smallScalar, { maxLength: 3 }).map((list) => clause('$all', list)),
    fc.boolean().map((value) => clause('$exists', value)),
    fc.integer({ min: 0, max: 3 }).map((size) => clause('$size', int(size))),
    fc.constantFrom('number', 'string', 'object', 'array', 'null', 'bool').map((name) => clause('$type', name)),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -1, max: 2 }))
      .map(([d, r]) => clause('$mod', [int(d), int(r)])),
    tie('one').map((inner) => clause('$not', inner)),
    fc.tuple(tie('one'), tie('one')).map(([a, b]) => clause('$elemMatch', new Map([...a, ...b]))),
  ),
}))
const condition = fc.tuple(fc.constantFrom('a', 'b', 'c.d'), tests.one).map(([path, test]) => clause(path, test))
const filters = fc.letrec<{ filter: Doc }>((tie) => ({
  filter: fc.oneof<fc.Arbitrary<Doc>[]>(
    { depthSize: 'small' },
    condition,
    fc.tuple(fc.constantFrom('a', 'b', 'c.d'), smallScalar).map(([path, value]) => clause(path, value)),
    fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
      .map(([name, parts]) => clause(name, parts)),
  ),
}))

const field = fc.option(smallValue, { nil: undefined })
const documents = fc.tuple(field, field, field).map(([a, b, d]): Doc => {
  const doc: Doc = new Map()
  if (a !== undefined) doc.set('a', a)
  if (b !== undefined) doc.set('b', b)
  if (d !== undefined) doc.set('c', clause('d', d))
  return doc
})

describe('a filter against a slow, obvious reference', () => {
  test('over all comparison, array, element and logical operators', () => {
    fc.assert(
      fc.property(filters.filter, fc.array(documents, { minLength: 1, maxLength: 5 }), (filter, docs) => {
        const compiled = compileFilter(filter)
        for (const doc of docs) expect(compiled.matches(doc)).toBe(meets(filter, doc))
      }),
      RUNS,
    )
  })
})

function meets(filter: Doc, doc: Doc): boolean {
  return [...filter].every(([name, value]) => {
    const parts = Array.isArray(value) ? value.filter((part) => part instanceof Map) : []
    if (name === '$and') return parts.every((part) => meets(part, doc))
    if (name === '$or') return parts.some((part) => meets(part, doc))
    if (name === '$nor') return !parts.some((part) => meets(part, doc))
    const inner = doc.get('c')
    const found = name === 'c.d' ? (inner instanceof Map ? inner.get('d') : undefined) : doc.get(name)
    const isTests = value instanceof Map && [...value.keys()][0]?.startsWith('$')
    return isTests ? passes(value, found, true) : isEqual(value, found, true)
  })
}

/** `expands`: an array also stands for each of its elements. Not so for the elements `$elemMatch` goes through. */
function passes(tests: Doc, value: Value | Missing, expands: boolean): boolean {
  return [...tests].every(([name, argument]) => {
    const list = Array.isArray(argument) ? argument : []
    const some = (test: (one: Value | Missing) => boolean) => candidates(value, expands).some(test)
    switch (name) {
      case '$eq':
        return isEqual(argument, value, expands)
      case '$ne':
        return !isEqual(argument, value, expands)
      case '$in':
        return list.some((one) => isEqual(one, value, expands))
      case '$nin':
        return !list.some((one) => isEqual(one, value, expands))
      case '$all':
        return list.length > 0 && list.every((one) => isEqual(one, value, expands))
      case '$gt':
        return some((one) => isComparable(one, argument) && slowCompare(one, argument) > 0)
      case '$gte':
        return (
          isEqual(argument, value, expands) ||
          some((one) => isComparable(one, argument) && slowCompare(one, argument) >= 0)
        )
      case '$lt':
        return some((one) => isComparable(one, argument) && slowCompare(one, argument) < 0)
      case '$lte':
        return (
          isEqual(argument, value, expands) ||
          some((one) => isComparable(one, argument) && slowCompare(one, argument) <= 0)
        )
      case '$exists':
        return (value !== undefined) === argument
      case '$size':
        return Array.isArray(value) && value.length === slowNumber(argument)
      case '$type':
        return some((one) => one !== undefined && TYPES[slowRank(one)] === argument)
      case '$mod':
        return some((one) => slowRank(one) === 2 && isRemainder(slowNumber(one), list.map(slowNumber)))
      case '$not':
        return argument instanceof Map && !passes(argument, value, expands)
      case '$elemMatch':
        return Array.isArray(value) && argument instanceof Map && value.some((one) => passes(argument, one, false))
      default:
        throw new Error(`no reference for ${name}`)
    }
  })
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'null',
  2: 'number',
  3: 'string',
  4: 'object',
  5: 'array',
  8: 'bool',
}

const candidates = (value: Value | Missing, expands: boolean): (Value | Missing)[] =>
  Array.isArray(value) && expands ? [...value, value] : [value]

const isEqual = (wanted: Value, value: Value | Missing, expands: boolean): boolean =>
  (wanted === null && value === undefined) || candidates(value, expands).some((one) => slowEquals(one, wanted))

/** Ranges hold values of one type only; no number is more or less than NaN. */
function isComparable(one: Value | Missing, bound: Value): boolean {
  if (slowRank(one) !== slowRank(bound)) return false
  return slowRank(bound) !== 2 || Number.isNaN(slowNumber(one)) === Number.isNaN(slowNumber(bound))
}

const isRemainder = (value: number, [divisor = 1, remainder = 0]: number[]): boolean =>
  !Number.isNaN(value) && Math.trunc(value) % divisor === remainder
