import { BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  codeOf,
  openServerUnderTest,
  operatorsIn,
  type ServerUnderTest,
  typed,
} from './server-under-test.test-support.ts'
import { SURFACES } from './surface.test-data.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

const DOCS: readonly Document[] = [
  {
    _id: 1,
    n: 1,
    tags: ['a', 'b'],
    o: { x: 1, y: 2 },
    rows: [
      { p: 1, q: 1 },
      { p: 2, q: 2 },
    ],
  },
  { _id: 2, n: Long.fromNumber(2), tags: ['b'], o: { y: 2, x: 1 }, rows: [{ p: 1, q: 2 }] },
  { _id: 3, n: new Double(3), tags: 'a', text: 'Hello\nworld', bits: 5 },
  { _id: 4, n: Decimal128.fromString('4'), tags: [], text: 'HELLO', bits: 2 },
  { _id: 5, n: null, tags: [['a', 'b']], rows: [] },
  { _id: 6, tags: [null], text: 'x' },
]

/** [filter, the ids it matches]. */
const MATCHES: readonly (readonly [Document, readonly number[]])[] = [
  [{ n: 1 }, [1]],
  [{ n: { $eq: 2 } }, [2]],
  [{ n: { $gt: 1, $lt: 4 } }, [2, 3]],
  [{ n: { $gte: 3 } }, [3, 4]],
  [{ n: { $lte: Decimal128.fromString('2.0') } }, [1, 2]],
  [{ n: { $ne: 1 } }, [2, 3, 4, 5, 6]],
  [{ n: { $in: [1, null] } }, [1, 5, 6]],
  [{ n: { $nin: [1, 2, null] } }, [3, 4]],
  // null and missing
  [{ n: null }, [5, 6]],
  [{ n: { $exists: false } }, [6]],
  [{ n: { $type: 'null' } }, [5]],
  [{ n: { $type: 'number' } }, [1, 2, 3, 4]],
  [{ n: { $type: ['long', 16] } }, [1, 2]],
  [{ n: { $not: { $gt: 1 } } }, [1, 5, 6]],
  [{ 'o.z': null }, [1, 2, 3, 4, 5, 6]],
  // arrays: an element, or the whole
  [{ tags: 'a' }, [1, 3]],
  [{ tags: ['a', 'b'] }, [1, 5]],
  [{ tags: [] }, [4]],
  [{ tags: null }, [6]],
  [{ tags: { $size: 1 } }, [2, 5, 6]],
  [{ tags: { $all: ['a', 'b'] } }, [1]],
  [{ tags: { $all: [['a', 'b']] } }, [1, 5]],
  [{ 'tags.0': 'a' }, [1]],
  [{ tags: { $elemMatch: { $gt: 'a' } } }, [1, 2]],
  [{ rows: { $elemMatch: { p: 1, q: 2 } } }, [2]],
  [{ 'rows.p': 1, 'rows.q': 2 }, [1, 2]],
  [{ 'rows.1.q': 2 }, [1]],
  // sub-documents: the whole, in order
  [{ o: { x: 1, y: 2 } }, [1]],
  [{ o: { y: 2, x: 1 } }, [2]],
  [{ 'o.x': 1 }, [1, 2]],
  // logic
  [{ $or: [{ n: 1 }, { tags: 'b' }] }, [1, 2]],
  [{ $and: [{ tags: 'a' }, { n: { $gt: 1 } }] }, [3]],
  [{ $nor: [{ tags: 'a' }, { tags: 'b' }] }, [4, 5, 6]],
  [{ $expr: { $eq: [{ $type: '$tags' }, 'string'] } }, [3]],
  [{ $alwaysTrue: 1 }, [1, 2, 3, 4, 5, 6]],
  [{ $alwaysFalse: 1 }, []],
  [{ $sampleRate: 1 }, [1, 2, 3, 4, 5, 6]],
  [{ $comment: 'none', n: 1 }, [1]],
  [{ $jsonSchema: { required: ['bits'], properties: { bits: { bsonType: 'int', maximum: 4 } } } }, [4]],
  // text and bits
  [{ text: { $regex: '^hello$', $options: 'i' } }, [4]],
  [{ text: { $regex: '^world', $options: 'm' } }, [3]],
  [{ text: new BSONRegExp('lo.wor', 's') }, [3]],
  [{ text: { $in: [new BSONRegExp('^X', 'i'), 'HELLO'] } }, [4, 6]],
  [{ n: { $mod: [2, 0] } }, [2, 4]],
  [{ bits: { $bitsAllSet: [0, 2] } }, [3]],
  [{ bits: { $bitsAnySet: 3 } }, [3, 4]],
  [{ bits: { $bitsAllClear: 8 } }, [3, 4]],
  [{ bits: { $bitsAnyClear: 2 } }, [3]],
]

/** [filter, the code it fails with]. */
const FAILURES: readonly (readonly [Document, number])[] = [
  [{ n: { $nonsense: 1 } }, 2],
  [{ $nonsense: 1 }, 2],
  [{ $and: [] }, 2],
  [{ $or: 1 }, 2],
  [{ $nor: [1] }, 2],
  [{ n: { $not: 1 } }, 2],
  [{ n: { $in: 1 } }, 2],
  [{ n: { $nin: 1 } }, 2],
  [{ n: { $all: 1 } }, 2],
  [{ n: { $size: -1 } }, 2],
  [{ n: { $elemMatch: 1 } }, 2],
  [{ n: { $mod: [0, 1] } }, 2],
  [{ n: { $mod: [1] } }, 2],
  [{ n: { $type: 'nonsense' } }, 2],
  [{ n: { $regex: '(' } }, 51091],
  [{ n: { $regex: 'a', $options: 'q' } }, 51108],
  [{ n: { $bitsAllSet: 'x' } }, 2],
  [{ n: { $bitsAnyClear: -1 } }, 9],
  [{ $expr: { $nonsense: 1 } }, 168],
  [{ $jsonSchema: { nonsense: 1 } }, 9],
  [{ $text: { $search: 'x' } }, 27],
  [{ $sampleRate: 2 }, 2],
]

/** [projection over the first document, what it gives]. */
const PROJECTIONS: readonly (readonly [Document, Document])[] = [
  [{ n: 1, _id: 0 }, { n: 1 }],
  [
    { o: 0, rows: 0, tags: 0 },
    { _id: 1, n: 1 },
  ],
  [{ 'o.x': 1 }, { _id: 1, o: { x: 1 } }],
  [{ rows: { $elemMatch: { q: 2 } }, _id: 0 }, { rows: [{ p: 2, q: 2 }] }],
  [
    { tags: { $slice: -1 }, o: 0, rows: 0 },
    { _id: 1, n: 1, tags: ['b'] },
  ],
  [{ _id: 0, 'rows.$': 1 }, { rows: [{ p: 1, q: 1 }] }],
  [{ _id: 0, twice: { $multiply: ['$n', 2] } }, { twice: 2 }],
]

const PROJECTION_FAILURES: readonly (readonly [Document, number])[] = [
  [{ n: 1, o: 0 }, 31254],
  [{ n: 0, o: 1 }, 31253],
  [{ 'rows.$': 1, 'tags.$': 1 }, 31276],
  [{ n: { $nonsense: 1 } }, 168],
  [{ tags: { $slice: 'x' } }, 28667],
]

let server: ServerUnderTest
const items = () => server.db.collection('items')
beforeAll(async () => {
  server = await openServerUnderTest()
  await items().insertMany(DOCS.map((doc) => ({ ...doc })))
})
afterAll(() => server.close())

const idsOf = async (filter: Document): Promise<unknown[]> =>
  (
    await items()
      .find(filter, { projection: { _id: 1 }, sort: { _id: 1 } })
      .toArray()
  ).map(({ _id }) => _id)

describe('filters', () => {
  test.each(MATCHES.map(([filter, ids]) => ({ of: JSON.stringify(filter), filter, ids })))(
    '$of',
    async ({ filter, ids }) => {
      expect(await idsOf(filter)).toEqual(ids)
    },
  )

  test.each(FAILURES.map(([filter, code]) => ({ of: JSON.stringify(filter), filter, code })))(
    '$of fails',
    async ({ filter, code }) => {
      expect(await codeOf(items().find(filter).toArray())).toBe(code)
    },
  )

  test('each operator has a case', () => {
    const used = operatorsIn([...MATCHES, ...FAILURES])
    expect(SURFACES['Query operators'].present.filter((name) => !used.has(name))).toEqual([])
  })

  test('answer alike with an index on every path', async () => {
    for (const path of ['n', 'tags', 'text', 'rows.p', 'rows.q', 'o', 'o.x', 'bits'])
      await items().createIndex({ [path]: 1 })
    for (const [filter, ids] of MATCHES) expect(await idsOf(filter), JSON.stringify(filter)).toEqual(ids)
    await items().dropIndexes()
  })
})

describe('projections', () => {
  const first = (projection: Document) =>
    items()
      .find({ _id: 1, 'rows.p': 1 } as Document, { projection, promoteValues: false })
      .toArray()

  test.each(PROJECTIONS.map(([projection, doc]) => ({ of: JSON.stringify(projection), projection, doc })))(
    '$of',
    async ({ projection, doc }) => {
      expect(typed((await first(projection))[0])).toBe(typed(doc))
    },
  )

  test.each(PROJECTION_FAILURES.map(([projection, code]) => ({ of: JSON.stringify(projection), projection, code })))(
    '$of fails',
    async ({ projection, code }) => {
      expect(await codeOf(first(projection))).toBe(code)
    },
  )
})

describe('types', () => {
  const VALUES = [
    new MinKey(),
    null,
    new Double(Number.NaN),
    -5,
    Long.fromString('9007199254740993'),
    Decimal128.fromString('9007199254740993.5'),
    new Double(Number.POSITIVE_INFINITY),
    '',
    'a',
    'b',
    {},
    { a: 1 },
    { a: 1, b: 0 },
    { b: 0 },
    new ObjectId('65a000000000000000000001'),
    false,
    true,
    new Date(-1),
    new Date(1),
    new Timestamp({ t: 1, i: 1 }),
    new BSONRegExp('a'),
    new MaxKey(),
  ]

  test('sort across their kinds, with and without an index, both ways', async () => {
    const mixed = server.db.collection('mixed')
    const order = VALUES.map((_, i) => i)
    await mixed.insertMany([...VALUES].reverse().map((value, i) => ({ v: value, at: VALUES.length - 1 - i })))
    for (const _ of ['without an index', 'with']) {
      expect((await mixed.find({}, { sort: { v: 1 } }).toArray()).map(({ at }) => at)).toEqual(order)
      expect((await mixed.find({}, { sort: { v: -1 } }).toArray()).map(({ at }) => at)).toEqual([...order].reverse())
      await mixed.createIndex({ v: 1 })
    }
  })

  test('of one kind compare with their own kind only', async () => {
    const mixed = server.db.collection('kinds')
    await mixed.insertMany([{ v: 1 }, { v: 'a' }, { v: null }, {}, { v: new Date(1) }, { v: [5, 'z'] }])
    const count = (filter: Document) => mixed.countDocuments(filter)
    expect(await count({ v: { $gt: 0 } })).toBe(2)
    expect(await count({ v: { $gte: null } })).toBe(2)
    expect(await count({ v: { $lt: 'b' } })).toBe(1)
    expect(await count({ v: { $gte: new MinKey() } })).toBe(6)
    expect(await count({ v: { $lt: new Date(2) } })).toBe(1)
  })

  test('arrays sort by their least element upwards, by their greatest downwards; an empty one comes before null', async () => {
    const arrays = server.db.collection('arrays')
    await arrays.insertMany([
      { _id: 1, v: [3, 9] },
      { _id: 2, v: 5 },
      { _id: 3, v: [] },
      { _id: 4, v: null },
    ] as Document[])
    const ids = async (direction: 1 | -1) =>
      (await arrays.find({}, { sort: { v: direction } }).toArray()).map(({ _id }) => _id)
    for (const _ of ['without an index', 'with']) {
      expect(await ids(1)).toEqual([3, 4, 1, 2])
      expect(await ids(-1)).toEqual([1, 2, 4, 3])
      await arrays.createIndex({ v: 1 })
    }
  })
})
