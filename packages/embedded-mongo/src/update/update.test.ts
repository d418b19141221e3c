import { BSONRegExp, Decimal128, Int32, ObjectId, Timestamp } from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import { arbitraryDoc } from '../values/arbitraries.test-data.ts'
import { type Doc, encodeDocument, fromPlain, identicalValues, type Plain, type Value } from '../values/index.ts'
import { compileUpdate, upsertDocument } from './index.ts'

const NOW = new Date('2026-01-02T03:04:05.678Z')
const dec = (text: string) => Decimal128.fromString(text)

interface Options {
  arrayFilters?: Plain[]
  filter?: Plain
  isInsert?: boolean
}

function apply(
  update: Plain | Plain[],
  before: Plain | Doc,
  { arrayFilters = [], filter, isInsert = false }: Options = {},
) {
  const doc = before instanceof Map ? before : fromPlain(before)
  const spec = Array.isArray(update) ? update.map((stage) => fromPlain(stage)) : fromPlain(update)
  const compiled = compileUpdate(spec, { now: NOW, arrayFilters: arrayFilters.map((each) => fromPlain(each)) })
  const position = filter && compileFilter(fromPlain(filter)).position(doc)
  return compiled.apply(doc, { position, isInsert })
}

const hex = (doc: Doc) => Buffer.from(encodeDocument(doc)).toString('hex')

/** Names that JavaScript's own objects would reorder. */
const ordered: Doc = new Map(['_id', '9', '10', 'b'].map((name) => [name, new Int32(1)]))

/** Before, update, after: byte for byte, so that types and field order count. */
type Row = [before: Plain, update: Plain | Plain[], after: Plain | Doc, options?: Options]

const FIELDS: Row[] = [
  [{ _id: 1 }, { $set: { a: 1 } }, { _id: 1, a: 1 }],
  [{ _id: 1, a: 1, b: 2 }, { $set: { a: 'x' } }, { _id: 1, a: 'x', b: 2 }],
  [{ _id: 1 }, { $set: { c: 1, b: 1, a10: 1, a9: 1 } }, { _id: 1, a10: 1, a9: 1, b: 1, c: 1 }],
  [{ _id: 1 }, { $set: { 10: 1, 9: 1, b: 1 } }, ordered],
  [{ _id: 1 }, { $set: { 'a.b.c': 1, 'a.d': 2 } }, { _id: 1, a: { b: { c: 1 }, d: 2 } }],
  [{ _id: 1 }, { $set: { 'a.0': 1 } }, { _id: 1, a: { 0: 1 } }],
  [{ _id: 1, a: [1] }, { $set: { 'a.3': 9 } }, { _id: 1, a: [1, null, null, 9] }],
  [{ _id: 1, a: [{ b: 1 }] }, { $set: { 'a.0.b': 2, 'a.1.b': 3 } }, { _id: 1, a: [{ b: 2 }, { b: 3 }] }],
  [{ _id: 1 }, { $set: {} }, { _id: 1 }],
  [{ _id: 1, a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': 1, x: 1, 'y.z': 1 } }, { _id: 1, b: { d: 2 } }],
  [{ _id: 1, a: [1, 2, 3] }, { $unset: { 'a.1': 1, 'a.7': 1, 'a.x': 1 } }, { _id: 1, a: [1, null, 3] }],
  [{ _id: 1, a: 5 }, { $unset: { 'a.b': 1 } }, { _id: 1, a: 5 }],
  [{ _id: 1, a: 5, b: 5 }, { $min: { a: 3, b: 7, c: 1 } }, { _id: 1, a: 3, b: 5, c: 1 }],
  [{ _id: 1, a: 5, b: 'x' }, { $max: { a: 7, b: 99 } }, { _id: 1, a: 7, b: 'x' }],
  [{ _id: 1 }, { $setOnInsert: { a: 1, 'b.c': 1 } }, { _id: 1 }],
  [{ _id: 1 }, { $setOnInsert: { a: 1 } }, { _id: 1, a: 1 }, { isInsert: true }],
  [{ _id: 1 }, { $currentDate: { a: true, b: { $type: 'date' } } }, { _id: 1, a: NOW, b: NOW }],
  [
    { _id: 1 },
    { $currentDate: { t: { $type: 'timestamp' } } },
    { _id: 1, t: new Timestamp({ t: NOW.getTime() / 1000 - 0.678, i: 1 }) },
  ],
  [{ _id: 1, a: 1, b: 2 }, { $rename: { a: 'c' } }, { _id: 1, b: 2, c: 1 }],
  [{ _id: 1, a: 1, b: 2 }, { $rename: { a: 'b' } }, { _id: 1, b: 1 }],
  [{ _id: 1, a: { x: 1 } }, { $rename: { 'a.x': 'd.e' } }, { _id: 1, a: {}, d: { e: 1 } }],
  [{ _id: 1 }, { $rename: { a: 'b' } }, { _id: 1 }],
  [{ _id: 1, a: [{ b: 1 }] }, { $rename: { 'a.b': 'c' } }, { _id: 1, a: [{ b: 1 }] }],
]

const NUMBERS: Row[] = [
  [{ _id: 1, a: 1 }, { $inc: { a: 2, b: 3 } }, { _id: 1, a: 3, b: 3 }],
  [{ _id: 1, a: 1n }, { $inc: { a: 1 } }, { _id: 1, a: 2n }],
  [{ _id: 1, a: 2 ** 31 - 1 }, { $inc: { a: 1 } }, { _id: 1, a: 2n ** 31n }],
  [{ _id: 1, a: 1 }, { $inc: { a: 0.5 } }, { _id: 1, a: 1.5 }],
  [{ _id: 1, a: dec('1.10') }, { $inc: { a: 1 } }, { _id: 1, a: dec('2.10') }],
  [{ _id: 1, a: 2n ** 53n }, { $inc: { a: 1 } }, { _id: 1, a: 2n ** 53n + 1n }],
  [{ _id: 1, a: 3 }, { $mul: { a: 2, b: 5n, c: -1.5 } }, { _id: 1, a: 6, b: 0n, c: -0 }],
  [{ _id: 1, a: 2 ** 30 }, { $mul: { a: 4 } }, { _id: 1, a: 2n ** 32n }],
  [{ _id: 1, a: 12 }, { $bit: { a: { and: 10 }, b: { or: 5 } } }, { _id: 1, a: 8, b: 5 }],
  [{ _id: 1, a: 1n }, { $bit: { a: { xor: 3 } } }, { _id: 1, a: 2n }],
]

const ARRAYS: Row[] = [
  [{ _id: 1 }, { $push: { a: 1 } }, { _id: 1, a: [1] }],
  [{ _id: 1, a: [1] }, { $push: { a: [2] } }, { _id: 1, a: [1, [2]] }],
  [{ _id: 1, a: [1] }, { $push: { a: { $each: [2, 3] } } }, { _id: 1, a: [1, 2, 3] }],
  [{ _id: 1, a: [1, 2] }, { $push: { a: { $each: [9], $position: 1 } } }, { _id: 1, a: [1, 9, 2] }],
  [{ _id: 1, a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { _id: 1, a: [1, 9, 2] }],
  [{ _id: 1, a: [1, 2] }, { $push: { a: { $each: [9], $position: 50 } } }, { _id: 1, a: [1, 2, 9] }],
  [{ _id: 1, a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1, $slice: 2 } } }, { _id: 1, a: [3, 2] }],
  [{ _id: 1, a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { _id: 1, a: [2, 3] }],
  [{ _id: 1, a: [1, 2] }, { $push: { a: { $each: [3], $slice: 0 } } }, { _id: 1, a: [] }],
  [
    { _id: 1, a: [{ s: 2, n: 'b' }, { s: 1 }] },
    { $push: { a: { $each: [{ s: 2, n: 'a' }, 5], $sort: { s: -1, n: 1 } } } },
    { _id: 1, a: [{ s: 2, n: 'a' }, { s: 2, n: 'b' }, { s: 1 }, 5] },
  ],
  [{ _id: 1, a: [1] }, { $addToSet: { a: 1.0, b: 'x' } }, { _id: 1, a: [1], b: ['x'] }],
  [{ _id: 1, a: [1] }, { $addToSet: { a: { $each: [1n, 2, 2, 3] } } }, { _id: 1, a: [1, 2, 3] }],
  [
    { _id: 1, a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      _id: 1,
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  [{ _id: 1, a: [1, 2, 3], b: [1, 2, 3] }, { $pop: { a: 1, b: -1, c: 1 } }, { _id: 1, a: [1, 2], b: [2, 3] }],
  [{ _id: 1, a: [1, 2, 1, [1]] }, { $pull: { a: 1 } }, { _id: 1, a: [2, [1]] }],
  [{ _id: 1, a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { _id: 1, a: [1] }],
  [{ _id: 1, a: [{ k: 1, v: 1 }, { k: 2 }, 5] }, { $pull: { a: { k: 1 } } }, { _id: 1, a: [{ k: 2 }, 5] }],
  [{ _id: 1, a: ['ab', 'b'] }, { $pull: { a: new BSONRegExp('^a') } }, { _id: 1, a: ['b'] }],
  [{ _id: 1, a: [{ b: [1, 2] }] }, { $pull: { a: { b: { $elemMatch: { $eq: 2 } } } } }, { _id: 1, a: [] }],
  [{ _id: 1, a: [1, 2, 3, [1]] }, { $pullAll: { a: [1n, 3] } }, { _id: 1, a: [2, [1]] }],
  [{ _id: 1 }, { $pull: { a: 1 } }, { _id: 1 }],
]

const POSITIONS: Row[] = [
  [{ _id: 1, a: [1, 2, 3] }, { $set: { 'a.$': 9 } }, { _id: 1, a: [1, 9, 3] }, { filter: { a: 2 } }],
  [
    { _id: 1, a: [{ b: 1 }, { b: 2 }] },
    { $inc: { 'a.$.n': 1 } },
    { _id: 1, a: [{ b: 1 }, { b: 2, n: 1 }] },
    { filter: { 'a.b': 2 } },
  ],
  [
    { _id: 1, a: [{ b: 1 }, { b: 2 }] },
    { $unset: { 'a.$': 1 } },
    { _id: 1, a: [{ b: 1 }, null] },
    { filter: { a: { $elemMatch: { b: 2 } } } },
  ],
  [{ _id: 1, a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { _id: 1, a: [2, 3] }],
  [
    { _id: 1, a: [{ b: 1 }, { b: 2 }] },
    { $set: { 'a.$[].c': 0 } },
    {
      _id: 1,
      a: [
        { b: 1, c: 0 },
        { b: 2, c: 0 },
      ],
    },
  ],
  [
    { _id: 1, a: [1, 5, 9] },
    { $set: { 'a.$[x]': 0 } },
    { _id: 1, a: [1, 0, 0] },
    { arrayFilters: [{ x: { $gte: 5 } }] },
  ],
  [
    { _id: 1, a: [{ b: 1 }, { b: 2 }, { c: 3 }] },
    { $set: { 'a.$[x].hit': true } },
    { _id: 1, a: [{ b: 1, hit: true }, { b: 2 }, { c: 3, hit: true }] },
    { arrayFilters: [{ $or: [{ 'x.b': 1 }, { 'x.c': 3 }] }] },
  ],
  [
    { _id: 1, a: [{ b: [1, 2] }, { b: [2] }] },
    { $set: { 'a.$[].b.$[two]': 0 } },
    { _id: 1, a: [{ b: [1, 0] }, { b: [0] }] },
    { arrayFilters: [{ two: 2 }] },
  ],
  [
    { _id: 1, a: [{ b: 1 }] },
    { $set: { 'a.$[x].c': 1, 'a.$[].d': 2 } },
    { _id: 1, a: [{ b: 1, c: 1, d: 2 }] },
    { arrayFilters: [{ 'x.b': 1 }] },
  ],
]

const WHOLE: Row[] = [
  [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
  [
    { _id: 1, a: 1 },
    { b: 2, _id: 1 },
    { _id: 1, b: 2 },
  ],
  [{ _id: 1, a: 1 }, {}, { _id: 1 }],
  [{ _id: 1, a: 2, b: 1 }, [{ $set: { c: '$a' } }, { $unset: 'b' }], { _id: 1, a: 2, c: 2 }],
  [{ _id: 1, a: { x: 1 } }, [{ $replaceWith: '$a' }], { _id: 1, x: 1 }],
  [{ _id: 1, a: { x: 1 } }, [{ $replaceRoot: { newRoot: '$a' } }], { _id: 1, x: 1 }],
  [{ _id: 1, a: 1, b: 2 }, [{ $project: { a: 1 } }], { _id: 1, a: 1 }],
]

describe.each<[string, Row[]]>([
  ['fields', FIELDS],
  ['numbers', NUMBERS],
  ['arrays', ARRAYS],
  ['positions', POSITIONS],
  ['whole documents', WHOLE],
])('%s', (_name, rows) => {
  test.each(rows)('%o %o', (before, update, after, options) => {
    const original = fromPlain(before)
    const untouched = hex(original)
    const result = apply(update, original, options)
    expect(hex(result.doc)).toBe(hex(after instanceof Map ? after : fromPlain(after)))
    expect(result.changed).toBe(hex(result.doc) !== untouched)
    expect(hex(original)).toBe(untouched)
  })
})

type Refusal = [before: Plain, update: Plain | Plain[], code: number, message: string, options?: Options]

const REFUSALS: Refusal[] = [
  [
    {},
    { $foo: { a: 1 } },
    9,
    'Unknown modifier: $foo. Expected a valid update modifier or pipeline-style update specified as an array',
  ],
  [{}, { $set: { a: 1 }, b: 1 }, 9, 'Unknown modifier: b'],
  [
    {},
    { $set: 5 },
    9,
    'Modifiers operate on fields but we found type int instead. For example: {$mod: {<field>: ...}} not {$set: 5}',
  ],
  [
    {},
    { a: 1, $set: { b: 1 } },
    52,
    "The dollar ($) prefixed field '$set' in '$set' is not allowed in the context of an update's replacement document.",
  ],
  [{}, { $set: { '': 1 } }, 56, 'An empty update path is not valid.'],
  [{}, { $set: { 'a.': 1 } }, 56, "The update path 'a.' contains an empty field name, which is not allowed."],
  [{}, { $set: { 'a.$b': 1 } }, 52, "The dollar ($) prefixed field '$b' in 'a.$b' is not valid for storage."],
  [{}, { $set: { a: 1 }, $inc: { a: 1 } }, 40, "Updating the path 'a' would create a conflict at 'a'"],
  [{}, { $set: { a: 1, 'a.b': 1 } }, 40, "Updating the path 'a.b' would create a conflict at 'a'"],
  [{}, { $set: { 'a.b': 1, a: 1 } }, 40, "Updating the path 'a' would create a conflict at 'a'"],
  [{}, { $rename: { a: 'b' }, $set: { b: 1 } }, 40, "Updating the path 'b' would create a conflict at 'b'"],
  [
    { _id: 1 },
    { $set: { _id: 2 } },
    66,
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  ],
  [
    { _id: 1 },
    { $unset: { _id: 1 } },
    66,
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  ],
  [
    { _id: 1 },
    { _id: 2 },
    66,
    "After applying the update, the (immutable) field '_id' was found to have been altered to _id: 2",
  ],
  [{ _id: 1 }, [{ $set: { _id: 2 } }], 66, "(immutable) field '_id'"],
  [{ _id: 1 }, [{ $match: {} }], 72, '$match is not allowed to be used within an update'],
  [{ a: 5 }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: 5}"],
  [{ a: null }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: null}"],
  [{ a: [1] }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: [ 1 ]}"],
  [{ a: [1] }, { $set: { 'a.2000000': 1 } }, 34, "can't backfill more than 1500000 elements"],
  [
    { _id: 1, a: 'x' },
    { $inc: { a: 1 } },
    14,
    "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string",
  ],
  [{}, { $inc: { a: 'x' } }, 14, 'Cannot increment with non-numeric argument: {a: "x"}'],
  [{}, { $mul: { a: null } }, 14, 'Cannot multiply with non-numeric argument: {a: null}'],
  [
    { _id: 1, a: 2n ** 63n - 1n },
    { $inc: { a: 1 } },
    2,
    'Failed to apply $inc operations to current value ((NumberLong)9223372036854775807) for document {_id: 1}',
  ],
  [{ _id: 1, a: 5 }, { $push: { a: 1 } }, 2, "The field 'a' must be an array but is of type int in document {_id: 1}"],
  [{}, { $push: { a: { $each: 1 } } }, 2, 'The argument to $each in $push must be an array but it was of type: int'],
  [{}, { $push: { a: { $each: [], $foo: 1 } } }, 2, 'Unrecognized clause in $push: $foo'],
  [
    {},
    { $push: { a: { $each: [], $slice: 'x' } } },
    2,
    'The value for $slice must be an integer value but was given type: string',
  ],
  [
    {},
    { $push: { a: { $each: [], $position: 1.5 } } },
    2,
    'The value for $position must be an integer value, not of type: double',
  ],
  [{}, { $push: { a: { $each: [], $sort: 2 } } }, 2, 'The $sort element value must be either 1 or -1'],
  [
    { a: 5 },
    { $addToSet: { a: 1 } },
    2,
    "Cannot apply $addToSet to non-array field. Field named 'a' has non-array type int",
  ],
  [{ a: 5 }, { $pop: { a: 1 } }, 14, "Path 'a' contains an element of non-array type 'int'"],
  [{}, { $pop: { a: 2 } }, 9, '$pop expects 1 or -1, found: 2'],
  [{ a: 5 }, { $pull: { a: 1 } }, 2, 'Cannot apply $pull to a non-array value'],
  [{}, { $pull: { a: { $expr: true } } }, 2, 'unknown operator: $expr'],
  [{}, { $pullAll: { a: 1 } }, 2, '$pullAll requires an array argument but was given a int'],
  [
    { _id: 1, a: 1.5 },
    { $bit: { a: { or: 1 } } },
    2,
    'Cannot apply $bit to a value of non-integral type.{_id: 1} has the field a of non-integer type double',
  ],
  [{}, { $bit: { a: {} } }, 2, 'You must pass in at least one bitwise operation.'],
  [{}, { $currentDate: { a: 'x' } }, 2, 'string is not valid type for $currentDate.'],
  [
    { _id: 1, a: [{ b: 1 }] },
    { $rename: { 'a.0.b': 'c' } },
    2,
    "The source field cannot be an array element, 'a.0.b' in doc with _id: 1 has an array field called 'a'",
  ],
  [{}, { $rename: { a: 5 } }, 2, "The 'to' field for $rename must be a string: a: int"],
  [{}, { $set: { $: 1 } }, 2, "Cannot have positional (i.e. '$') element in the first position in path '$'"],
  [{}, { $set: { 'a.$.b.$': 1 } }, 2, "Too many positional (i.e. '$') elements found in path 'a.$.b.$'"],
  [{ a: [1] }, { $set: { 'a.$': 1 } }, 2, 'The positional operator did not find the match needed from the query.'],
  [
    { a: [1] },
    { $set: { 'a.$': 1, 'a.0': 1 } },
    40,
    "Updating the path 'a.0' would create a conflict at 'a.0'",
    { filter: { a: 1 } },
  ],
  [{}, { $set: { 'a.$[]': 1 } }, 2, "The path 'a' must exist in the document in order to apply array updates."],
  [{ a: 5 }, { $set: { 'a.$[]': 1 } }, 2, 'Cannot apply array updates to non-array element a: 5'],
  [{}, { $set: { 'a.$[x]': 1 } }, 2, "No array filter found for identifier 'x' in path 'a.$[x]'"],
  [
    {},
    { $set: { a: 1 } },
    9,
    "The array filter for identifier 'x' was not used in the update",
    { arrayFilters: [{ x: 1 }] },
  ],
  [
    {},
    { $set: { 'a.$[x]': 1 } },
    9,
    'Found multiple array filters with the same top-level field name x',
    { arrayFilters: [{ x: 1 }, { x: 2 }] },
  ],
  [
    {},
    { $set: { 'a.$[x]': 1 } },
    9,
    "Expected a single top-level field name, found 'x' and 'y'",
    { arrayFilters: [{ x: 1, y: 2 }] },
  ],
  [{}, { $set: { 'a.$[X]': 1 } }, 2, "beginning with a lowercase letter, found 'X'", { arrayFilters: [{ X: 1 }] }],
  [
    { a: [1] },
    { $set: { 'a.$[]': 1, 'a.$[x]': 2 } },
    40,
    "would create a conflict at 'a.0'",
    { arrayFilters: [{ x: 1 }] },
  ],
]

describe('refusals', () => {
  test.each(REFUSALS)('%o %o', (before, update, code, message, options) => {
    const failure = failureOf(() => apply(update, before, options))
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

test('a change of type alone is a change', () => {
  expect(apply({ $set: { a: 1n } }, { a: 1 }).changed).toBe(true)
  expect(apply({ $set: { a: 1 } }, { a: 1 }).changed).toBe(false)
})

describe('upsertDocument', () => {
  const id = new ObjectId()
  test.each<[Plain, Plain | Plain[], Plain]>([
    [{ a: 1, 'b.c': 2 }, { $set: { d: 3 } }, { _id: id, a: 1, b: { c: 2 }, d: 3 }],
    [{ a: { $eq: 1 }, b: { $gt: 2 }, c: new BSONRegExp('x') }, { $inc: { n: 1 } }, { _id: id, a: 1, n: 1 }],
    [{ $and: [{ a: 1 }, { b: { $in: [2] } }] }, { $setOnInsert: { c: 1 } }, { _id: id, a: 1, b: 2, c: 1 }],
    [{ $or: [{ a: 1 }, { b: 2 }] }, { $set: { c: 1 } }, { _id: id, c: 1 }],
    [{ a: null }, { $set: { c: 1 } }, { _id: id, a: null, c: 1 }],
    [{ a: 1, _id: 7 }, { $set: { b: 1 } }, { _id: 7, a: 1, b: 1 }],
    [{ a: 1 }, { $set: { _id: 8 } }, { _id: 8, a: 1 }],
    [{ a: 1, _id: 7 }, { b: 2 }, { _id: 7, b: 2 }],
    [{ a: 1 }, { b: 2, _id: 9 }, { _id: 9, b: 2 }],
    [{ a: 1 }, { $push: { list: 1 }, $inc: { a: 1 } }, { _id: id, a: 2, list: [1] }],
    [{ a: 1 }, [{ $set: { b: '$a' } }], { _id: id, a: 1, b: 1 }],
  ])('%j %j', (filter, update, after) => {
    const spec = Array.isArray(update) ? update.map((stage) => fromPlain(stage)) : fromPlain(update)
    const doc = upsertDocument(fromPlain(filter), compileUpdate(spec, { now: NOW }), () => id)
    expect(hex(doc)).toBe(hex(fromPlain(after)))
  })

  test('refuses what fixes a field twice', () => {
    const update = compileUpdate(fromPlain({ $set: { z: 1 } }), { now: NOW })
    const upsert = (filter: Plain) => upsertDocument(fromPlain(filter), update, () => id)
    expect(() => upsert({ a: 1, $and: [{ a: 2 }] })).toThrow("path 'a' is matched twice")
    expect(() => upsert({ a: { $all: [1, 2] } })).toThrow("path 'a' is matched twice")
    expect(() => upsert({ a: 1, 'a.b': 2 })).toThrow("both paths 'a' and 'a.b' are matched")
  })

  test('refuses to change an _id the filter fixed', () => {
    const update = compileUpdate(fromPlain({ $set: { _id: 2 } }), { now: NOW })
    expect(() => upsertDocument(fromPlain({ _id: 1 }), update, () => id)).toThrow(/immutable field '_id'/)
  })
})

describe('properties', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', '0', '1'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('.'))

  test('after $set the filter for that value matches, and a second $set changes nothing', () => {
    fc.assert(
      fc.property(arbitraryDoc, path, fc.integer({ min: 0, max: 9 }), (doc, at, number) => {
        const update = compileUpdate(new Map([['$set', new Map([[at, new Int32(number)]])]]), { now: NOW })
        const before = hex(doc)
        try {
          const { doc: after, changed } = update.apply(doc, {})
          expect(compileFilter(new Map([[at, new Int32(number)]])).matches(after)).toBe(true)
          expect(update.apply(after, {}).changed).toBe(false)
          expect(changed).toBe(!identicalValues(doc, after))
        } catch (error) {
          if (!(error instanceof MongoServerFailure)) throw error
          expect(error.code).toBe(28)
        }
        expect(hex(doc)).toBe(before)
      }),
      { numRuns: 1000 },
    )
  })

  test('after $unset nothing but a null element is left there', () => {
    fc.assert(
      fc.property(arbitraryDoc, path, (doc, at) => {
        const { doc: after } = compileUpdate(new Map([['$unset', new Map([[at, true]])]]), { now: NOW }).apply(doc, {})
        expect(valueAt(after, at) ?? null).toBeNull()
      }),
    )
  })
})

function valueAt(doc: Doc, path: string): Value | undefined {
  return path.split('.').reduce<Value | undefined>((value, part) => {
    if (value instanceof Map) return value.get(part)
    return Array.isArray(value) ? value[Number(part)] : undefined
  }, doc)
}
