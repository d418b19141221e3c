import { Binary, BSONRegExp, Decimal128, Int32, MaxKey, MinKey } from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { arbitraryDoc, arbitraryValue } from '../values/arbitraries.test-data.ts'
import {
  type Doc,
  fromPlain,
  type Missing,
  type Plain,
  parseCollation,
  type Value,
  valuesEqual,
} from '../values/index.ts'
import { compileFilter } from './index.ts'

const matches = (filter: Plain, doc: Plain) => compileFilter(fromPlain(filter)).matches(fromPlain(doc))
const re = (pattern: string, options = '') => new BSONRegExp(pattern, options)
const dec = (text: string) => Decimal128.fromString(text)

/** Filter, documents that match, documents that do not. */
type Row = [filter: Plain, yes: Plain[], no: Plain[]]

const COMPARISON: Row[] = [
  [{}, [{}, { a: 1 }], []],
  [{ a: 1 }, [{ a: 1 }, { a: 1n }, { a: dec('1.0') }, { a: [0, 1] }], [{}, { a: '1' }, { a: [[1]] }, { a: { a: 1 } }]],
  [{ a: null }, [{}, { a: null }, { b: 1 }, { a: [1, null] }], [{ a: 0 }, { a: [] }, { a: [1] }]],
  [{ a: { $eq: null } }, [{}, { a: null }], [{ a: 0 }]],
  [{ a: { $ne: null } }, [{ a: 0 }, { a: [] }], [{}, { a: null }, { a: [null] }]],
  [{ a: { $ne: 1 } }, [{}, { a: 2 }, { a: [2] }], [{ a: 1 }, { a: [1, 2] }]],
  [
    { a: { $gt: 1 } },
    [{ a: 1.5 }, { a: 2n }, { a: [0, 2] }],
    [{ a: 1 }, { a: 'x' }, { a: null }, {}, { a: new Date() }],
  ],
  [{ a: { $gte: null } }, [{ a: null }, {}], [{ a: 1 }]],
  [{ a: { $gt: null } }, [], [{ a: null }, {}, { a: 1 }]],
  [{ a: { $lt: 'b' } }, [{ a: 'a' }, { a: '' }], [{ a: 1 }, { a: 'b' }, { a: {} }]],
  [{ a: { $gt: 1, $lt: 3 } }, [{ a: 2 }, { a: [0, 9] }], [{ a: 3 }, { a: [0, 1] }]],
  [{ a: { $gt: 2 ** 53 } }, [{ a: 2n ** 53n + 1n }], [{ a: 2n ** 53n }]],
  [{ a: Number.NaN }, [{ a: Number.NaN }, { a: dec('NaN') }], [{ a: 1 }]],
  [{ a: { $gte: Number.NaN } }, [{ a: Number.NaN }], [{ a: 1 }]],
  [{ a: { $lt: 5 } }, [{ a: -Infinity }], [{ a: Number.NaN }]],
  [{ a: { $gt: new MinKey() } }, [{ a: 1 }, {}], [{ a: new MinKey() }]],
  [{ a: { $lt: new MaxKey() } }, [{ a: 1 }, { a: 'x' }], [{ a: new MaxKey() }]],
  [{ a: { b: 1, c: 2 } }, [{ a: { b: 1, c: 2 } }, { a: [{ b: 1, c: 2 }] }], [{ a: { c: 2, b: 1 } }, { a: { b: 1 } }]],
  [{ a: {} }, [{ a: {} }], [{ a: { b: 1 } }, {}]],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [2, 1] }, { a: [1, 2, 3] }]],
  [{ a: { $gt: [1, 2] } }, [{ a: [1, 3] }, { a: [2] }], [{ a: [1, 2] }, { a: 5 }]],
  [{ a: { $ref: 'x', $id: 1 } }, [{ a: { $ref: 'x', $id: 1 } }], [{ a: { $ref: 'x', $id: 2 } }]],
]

const PATHS: Row[] = [
  [
    { 'a.b': 1 },
    [{ a: { b: 1 } }, { a: [{ b: 1 }, 5] }, { a: { b: [1] } }],
    [{ a: 1 }, { a: [1] }, { a: [[{ b: 1 }]] }],
  ],
  [{ 'a.b': null }, [{}, { a: 5 }, { a: {} }, { a: [{ c: 1 }] }], [{ a: [] }, { a: [1, 2] }, { a: [{ b: 1 }] }]],
  [{ 'a.0': 1 }, [{ a: [1, 2] }, { a: { 0: 1 } }, { a: [{ 0: 1 }] }], [{ a: [2, 1] }, { a: [[1]] }]],
  [{ 'a.0.b': 1 }, [{ a: [{ b: 1 }] }], [{ a: [5, { b: 1 }] }]],
  [{ 'a.1.0': 1 }, [{ a: [0, [1]] }], [{ a: [1] }]],
  [
    { 'a.b': { $exists: false } },
    [{}, { a: 1 }, { a: [] }, { a: [{ c: 1 }] }],
    [{ a: { b: null } }, { a: [{ b: 1 }, {}] }],
  ],
  [{ 'a.b.c': 1 }, [{ a: [{ b: [{ c: 1 }] }] }], [{ a: [{ b: [[{ c: 1 }]] }] }]],
]

const OPERATORS: Row[] = [
  [{ a: { $in: [1, 'x', null] } }, [{ a: 1n }, { a: 'x' }, {}, { a: [5, 1] }], [{ a: 2 }, { a: [] }]],
  [{ a: { $in: [] } }, [], [{}, { a: 1 }]],
  [{ a: { $in: [re('^x'), 5] } }, [{ a: 'xy' }, { a: 5 }, { a: ['ax', 'xa'] }], [{ a: 'yx' }]],
  [{ a: { $in: [[1], 7] } }, [{ a: [1] }, { a: [[1]] }], [{ a: 1 }]],
  [{ a: { $nin: [1, null] } }, [{ a: 2 }], [{ a: 1 }, {}, { a: [2, 1] }]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 3, 1] }], [{ a: [1] }, { a: 1 }, {}]],
  [{ a: { $all: [1] } }, [{ a: 1 }, { a: [1] }], [{ a: 2 }]],
  [{ a: { $all: [] } }, [], [{ a: [] }, {}]],
  [{ a: { $all: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [2, 1] }]],
  [{ a: { $all: [re('^x'), 'y'] } }, [{ a: ['xa', 'y'] }], [{ a: ['y'] }]],
  [
    { a: { $all: [{ $elemMatch: { b: 1, c: 1 } }, { $elemMatch: { b: 2 } }] } },
    [{ a: [{ b: 1, c: 1 }, { b: 2 }] }],
    [{ a: [{ b: 1 }, { b: 2, c: 1 }] }],
  ],
  [{ a: { $exists: true } }, [{ a: null }, { a: [] }], [{}]],
  [{ a: { $exists: 0 } }, [{}], [{ a: null }]],
  [{ a: { $type: 'int' } }, [{ a: 1 }, { a: ['x', 1] }], [{ a: 1.5 }, { a: 1n }]],
  [{ a: { $type: 'number' } }, [{ a: 1 }, { a: 1.5 }, { a: 1n }, { a: dec('1') }], [{ a: '1' }]],
  [{ a: { $type: 'array' } }, [{ a: [] }, { a: [1] }], [{ a: 1 }]],
  [{ a: { $type: [2, 'bool'] } }, [{ a: 'x' }, { a: true }], [{ a: 1 }, {}]],
  [{ a: { $size: 2 } }, [{ a: [1, 2] }], [{ a: [1] }, { a: 2 }, { a: [[1, 2]] }, {}]],
  [{ a: { $size: 0 } }, [{ a: [] }], [{}]],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, [{ a: [0, 2] }], [{ a: [0, 9] }, { a: 2 }]],
  [
    { a: { $elemMatch: { b: 1, c: 2 } } },
    [{ a: [{ b: 1, c: 2 }] }],
    [{ a: [{ b: 1 }, { c: 2 }] }, { a: { b: 1, c: 2 } }],
  ],
  [{ a: { $elemMatch: { $or: [{ b: 1 }, { c: 2 }] } } }, [{ a: [{ c: 2 }] }], [{ a: [{ b: 2 }] }]],
  [{ a: { $elemMatch: { $elemMatch: { $eq: 1 } } } }, [{ a: [[1]] }], [{ a: [1] }]],
  [{ a: { $elemMatch: { $not: { $gt: 1 } } } }, [{ a: [1] }, { a: [5, 'x'] }], [{ a: [2] }]],
  [{ a: { $elemMatch: { $ne: 1 } } }, [{ a: [1, 2] }], [{ a: [1] }, { a: [] }]],
  [{ a: { $mod: [3, 1] } }, [{ a: 4 }, { a: 4.9 }, { a: 7n }], [{ a: 3 }, { a: 'x' }, { a: Number.NaN }]],
  [{ a: { $mod: [3, -1] } }, [{ a: -4 }], [{ a: 4 }]],
  [{ a: { $not: { $gt: 1 } } }, [{ a: 1 }, {}, { a: 'x' }], [{ a: 2 }, { a: [0, 2] }]],
  [{ a: { $not: re('x') } }, [{ a: 'y' }, {}], [{ a: 'x' }]],
  [{ a: { $bitsAllSet: [0, 2] } }, [{ a: 5 }, { a: 7n }, { a: 5.0 }, { a: -1 }], [{ a: 1 }, { a: 5.5 }, { a: '5' }]],
  [{ a: { $bitsAnySet: 6 } }, [{ a: 2 }, { a: 4 }], [{ a: 1 }, { a: 8 }]],
  [{ a: { $bitsAllClear: 6 } }, [{ a: 1 }], [{ a: 2 }]],
  [{ a: { $bitsAnyClear: [1, 100] } }, [{ a: 2 }], [{ a: -1 }]],
  [
    { a: { $bitsAllSet: new Binary(Buffer.from([1]), 0) } },
    [{ a: new Binary(Buffer.from([3]), 0) }, { a: 1 }],
    [{ a: 2 }],
  ],
  [{ $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }], [{ a: 1 }]],
  [{ $or: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }], [{ a: 2 }]],
  [{ $nor: [{ a: 1 }, { b: 2 }] }, [{ a: 2 }, {}], [{ b: 2 }]],
  [{ $comment: 'why', a: 1 }, [{ a: 1 }], [{ a: 2 }]],
  [{ $alwaysFalse: 1 }, [], [{}]],
]

const PATTERNS: Row[] = [
  [
    { a: re('^ab') },
    [{ a: 'abc' }, { a: ['x', 'ab'] }, { a: re('^ab') }],
    [{ a: 'xab' }, { a: 5 }, { a: re('^ab', 'i') }],
  ],
  [{ a: { $regex: 'AB', $options: 'i' } }, [{ a: 'xabx' }], [{ a: 'ax' }]],
  [{ a: { $options: 'i', $regex: 'AB' } }, [{ a: 'ab' }], []],
  [{ a: re('a b # c', 'x') }, [{ a: 'ab' }], [{ a: 'a b' }]],
  [{ a: re('^b$', 'm') }, [{ a: 'a\nb' }], [{ a: 'ab' }]],
  [{ a: re('a.b', 's') }, [{ a: 'a\nb' }], []],
  [{ a: re('a.b') }, [{ a: 'a😀b' }], [{ a: 'a\nb' }]],
  [{ a: re('(?i)ab') }, [{ a: 'AB' }], []],
  [{ a: re('a$') }, [{ a: 'a' }, { a: 'a\n' }], [{ a: 'a\n\n' }]],
  [{ a: re('\\Aa\\z') }, [{ a: 'a' }], [{ a: 'a\n' }]],
  [{ a: re('[[:digit:]]+\\-x') }, [{ a: '12-x' }], [{ a: 'a-x' }]],
  [{ a: re('\\Qa.b\\E') }, [{ a: 'a.b' }], [{ a: 'axb' }]],
]

const SCHEMAS: Row[] = [
  [
    {
      $jsonSchema: {
        bsonType: 'object',
        required: ['a'],
        properties: { a: { bsonType: 'int', minimum: 1, maximum: 3 } },
      },
    },
    [{ a: 1 }, { a: 3, b: 1 }],
    [{}, { a: 0 }, { a: 4 }, { a: 'x' }, { a: 1.5 }],
  ],
  [{ $jsonSchema: { properties: { a: {} }, additionalProperties: false } }, [{ a: 1 }, {}], [{ b: 1 }]],
  [{ $jsonSchema: { patternProperties: { '^x': { type: 'string' } } } }, [{ x1: 'a', y: 1 }], [{ x1: 1 }]],
  [{ $jsonSchema: { properties: { a: { enum: ['x', 1] } } } }, [{ a: 1n }, {}], [{ a: 'y' }]],
  [
    { $jsonSchema: { properties: { a: { items: { type: 'number' }, minItems: 1, uniqueItems: true } } } },
    [{ a: [1] }],
    [{ a: [] }, { a: ['x'] }, { a: [1, 1.0] }],
  ],
  [
    { $jsonSchema: { properties: { a: { minLength: 2, maxLength: 3, pattern: '^a' } } } },
    [{ a: 'ab' }, { a: 5 }],
    [{ a: 'a' }, { a: 'abcd' }, { a: 'ba' }],
  ],
  [
    { $jsonSchema: { anyOf: [{ required: ['a'] }, { required: ['b'] }], not: { required: ['c'] } } },
    [{ a: 1 }, { b: 1 }],
    [{}, { a: 1, c: 1 }],
  ],
  [{ $jsonSchema: { oneOf: [{ required: ['a'] }, { required: ['b'] }] } }, [{ a: 1 }], [{ a: 1, b: 1 }]],
  [{ $jsonSchema: { dependencies: { a: ['b'] } } }, [{}, { a: 1, b: 1 }], [{ a: 1 }]],
  [
    { $jsonSchema: { properties: { a: { minimum: 1, exclusiveMinimum: true, multipleOf: 2 } } } },
    [{ a: 2 }],
    [{ a: 1 }, { a: 3 }],
  ],
]

describe.each<[string, Row[]]>([
  ['comparison', COMPARISON],
  ['paths', PATHS],
  ['operators', OPERATORS],
  ['regular expressions', PATTERNS],
  ['$jsonSchema', SCHEMAS],
  ['$expr', [[{ $expr: '$a' }, [{ a: 1 }, { a: 'x' }, { a: [] }], [{}, { a: 0 }, { a: null }, { a: false }]]]],
])('%s', (_name, rows) => {
  test.each(rows)('%j', (filter, yes, no) => {
    for (const doc of yes) expect([doc, matches(filter, doc)]).toEqual([doc, true])
    for (const doc of no) expect([doc, matches(filter, doc)]).toEqual([doc, false])
  })
})

describe('refusals', () => {
  test.each<[Plain, number, string]>([
    [{ $foo: 1 }, 2, 'unknown top level operator: $foo'],
    [{ a: { $foo: 1 } }, 2, 'unknown operator: $foo'],
    [{ a: { $gt: 1, b: 2 } }, 2, 'unknown operator: b'],
    [{ a: { $in: 1 } }, 2, '$in needs an array'],
    [{ a: { $in: [{ $gt: 1 }] } }, 2, 'cannot nest $ under $in'],
    [{ a: { $ne: re('x') } }, 2, "Can't have regex as arg to $ne."],
    [{ a: { $gt: re('x') } }, 2, "Can't have RegEx as arg to predicate over field 'a'."],
    [{ $or: [] }, 2, '$and/$or/$nor must be a nonempty array'],
    [{ $and: {} }, 2, '$and must be an array'],
    [{ $or: [1] }, 2, '$or/$and/$nor entries need to be full objects'],
    [{ a: { $size: -1 } }, 2, 'Failed to parse $size. Expected a non-negative number in: $size: -1'],
    [{ a: { $mod: [0, 1] } }, 2, 'divisor cannot be 0'],
    [{ a: { $mod: [1] } }, 2, 'malformed mod, not enough elements'],
    [{ a: { $type: 'nope' } }, 2, 'Unknown type name alias: nope'],
    [{ a: { $elemMatch: 1 } }, 2, '$elemMatch needs an Object'],
    [{ a: { $not: 1 } }, 2, '$not needs a regex or a document'],
    [{ a: { $not: {} } }, 2, '$not cannot be empty'],
    [{ a: { $options: 'i' } }, 2, '$options needs a $regex'],
    [{ a: { $regex: 'x', $options: 'g' } }, 51108, 'invalid flag in regex options: g'],
    [{ a: { $regex: '(' } }, 51091, 'Regular expression is invalid'],
    [{ a: { $regex: 'a++' } }, 51091, 'possessive'],
    [{ a: { $near: [1, 2] } }, 238, '$near is not supported'],
    [
      { $not: { a: 1 } },
      2,
      'unknown top level operator: $not. If you are trying to negate an entire expression, use $nor.',
    ],
    [{ a: { $elemMatch: { $expr: true } } }, 2, '$expr can only be applied to the top-level document'],
    [{ a: { $where: '1' } }, 2, '$where cannot be applied to a field'],
    [
      { a: { $mod: [Number.NaN, 1] } },
      2,
      'malformed mod, divisor value is invalid :: caused by :: Unable to coerce NaN/Inf',
    ],
    [{ $where: '1' }, 2, 'no globalScriptEngine in $where parsing'],
    [{ $text: { $search: 1 } }, 14, '"$search" had the wrong type. Expected string'],
    [{ a: undefined }, 2, 'cannot compare to undefined'],
    [{ $jsonSchema: { shape: 1 } }, 9, 'Unknown $jsonSchema keyword: shape'],
    [{ $jsonSchema: { format: 'x' } }, 9, "$jsonSchema keyword 'format' is not currently supported"],
  ])('%j', (filter, code, message) => {
    const failure = failureOf(() => compileFilter(fromPlain(filter)))
    expect(failure.message).toContain(message)
    expect(failure.code).toBe(code)
  })
})

function failureOf(action: () => unknown): MongoServerFailure {
  try {
    action()
  } catch (error) {
    if (error instanceof MongoServerFailure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('position', () => {
  test.each<[Plain, Plain, number | undefined]>([
    [{ a: 2 }, { a: [1, 2, 2] }, 1],
    [{ 'a.b': 2 }, { a: [{ b: 1 }, { b: [5, 2] }] }, 1],
    [{ a: { $elemMatch: { b: 2 } } }, { a: [{ b: 1 }, { b: 2 }] }, 1],
    [{ 'a.b': { $elemMatch: { $eq: 2 } } }, { a: { b: [1, 1, 2] } }, 2],
    [{ x: 1, a: { $gte: 2 } }, { x: 1, a: [1, 2] }, 1],
    [{ a: 2, b: 3 }, { a: [2], b: [1, 3] }, 1],
    [{ $or: [{ a: 9 }, { a: 2 }] }, { a: [1, 2] }, 1],
    [{ a: 2 }, { a: 2 }, undefined],
    [{ a: { $not: { $eq: 5 } } }, { a: [1] }, undefined],
    [{ 'a.1': 2 }, { a: [1, 2] }, undefined],
  ])('%j in %j', (filter, doc, expected) => {
    expect(compileFilter(fromPlain(filter)).position(fromPlain(doc))).toBe(expected)
  })
})

test('collation reaches equality, ranges and $in', () => {
  const collation = parseCollation(fromPlain({ locale: 'en', strength: 2 }))
  const holds = (filter: Plain) => compileFilter(fromPlain(filter), { collation }).matches(fromPlain({ a: 'Ann' }))
  expect(holds({ a: 'ANN' })).toBe(true)
  expect(holds({ a: { $in: ['zed', 'ann'] } })).toBe(true)
  expect(holds({ a: { $gt: 'ann' } })).toBe(false)
  expect(holds({ a: re('ann') })).toBe(false)
})

/** Everything a path leads to, written down as a list: slow, and plainly the manual's rules. */
function reach(value: Value | Missing, path: readonly string[]): (Value | Missing)[] {
  const [name = '', ...rest] = path
  if (path.length === 0) return Array.isArray(value) ? [...value, value] : [value]
  if (value instanceof Map) return reach(value.get(name), rest)
  if (!Array.isArray(value)) return [undefined]
  const inside = value.flatMap((element) => (element instanceof Map ? reach(element, path) : []))
  const element = value[Number(name)]
  if (element === undefined || !/^\d$/.test(name)) return inside
  if (rest.length === 0) return [...inside, element]
  return element instanceof Map || Array.isArray(element) ? [...inside, ...reach(element, rest)] : inside
}

describe('against a plain reference', () => {
  test('equality, null and $exists on dotted paths', () => {
    const leaf = fc.constantFrom<Value>(null, new Int32(0), new Int32(1), 'x')
    const { doc } = fc.letrec<{ doc: Doc; value: Value }>((tie) => ({
      value: fc.oneof<fc.Arbitrary<Value>[]>(
        { depthSize: 'medium' },
        leaf,
        tie('doc'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
      doc: fc
        .array(fc.tuple(fc.constantFrom('a', 'b', '0'), tie('value')), { maxLength: 3 })
        .map((fields) => new Map(fields)),
    }))
    const path = fc.array(fc.constantFrom('a', 'b', '0', '1'), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(doc, path, leaf, (document, parts, value) => {
        const reached = reach(document, parts)
        const name = parts.join('.')
        const isEqual = (found: Value | Missing) => valuesEqual(found ?? null, value)
        expect(compileFilter(new Map([[name, value]])).matches(document)).toBe(reached.some(isEqual))
        const exists = compileFilter(new Map([[name, new Map([['$exists', true]])]]))
        expect(exists.matches(document)).toBe(reached.some((found) => found !== undefined))
      }),
      { numRuns: 3000 },
    )
  })

  test('equality on a top-level field', () => {
    fc.assert(
      fc.property(arbitraryDoc, arbitraryValue, (doc, value) => {
        if (value instanceof Map || value instanceof BSONRegExp || typeof value === 'symbol' || value === null) return
        const field = doc.get('a')
        const expected =
          valuesEqual(field, value) || (Array.isArray(field) && field.some((each) => valuesEqual(each, value)))
        expect(compileFilter(new Map([['a', value]])).matches(doc)).toBe(expected)
      }),
      { numRuns: 1000 },
    )
  })

  test('$in is the $or of equalities, $nin its opposite, $ne the opposite of $eq', () => {
    const literal = fc.oneof(
      fc.integer({ min: 0, max: 4 }).map((i) => new Int32(i)),
      fc.constantFrom<Value>(null, 'a', 1.5, 2n),
    )
    const value = fc.oneof<fc.Arbitrary<Value>[]>(literal, fc.array(literal, { maxLength: 3 }))
    const document = fc.dictionary(fc.constantFrom('a', 'b'), value).map((object) => fromPlain(object))
    fc.assert(
      fc.property(document, fc.array(value, { minLength: 1, maxLength: 5 }), (doc, list) => {
        const holds = (filter: Plain) => compileFilter(fromPlain(filter)).matches(doc)
        const each = holds({ $or: list.map((member) => ({ a: { $eq: member } })) })
        expect(holds({ a: { $in: list } })).toBe(each)
        expect(holds({ a: { $nin: list } })).toBe(!each)
        expect(holds({ a: { $ne: list[0] } })).toBe(!holds({ a: { $eq: list[0] } }))
      }),
    )
  })
})
