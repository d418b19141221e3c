import { Decimal128, Double, Long } from 'bson'
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

interface Case {
  readonly doc: Document
  readonly update: Document | Document[]
  readonly filter?: Document
  readonly arrayFilters?: Document[]
}

/** [what is done to a document, the document afterwards without its _id]. */
const CHANGES: readonly (readonly [Case, Document])[] = [
  [
    { doc: { a: 1 }, update: { $set: { 'b.c': 2 } } },
    { a: 1, b: { c: 2 } },
  ],
  [{ doc: { a: [1] }, update: { $set: { 'a.3': 4 } } }, { a: [1, null, null, 4] }],
  [{ doc: { a: 1, b: 2 }, update: { $unset: { a: '' } } }, { b: 2 }],
  [{ doc: { a: [1, 2] }, update: { $unset: { 'a.0': '' } } }, { a: [null, 2] }],
  [
    { doc: { a: 1 }, update: { $inc: { a: 2, b: 5 } } },
    { a: 3, b: 5 },
  ],
  [{ doc: { a: 2147483647 }, update: { $inc: { a: 1 } } }, { a: Long.fromString('2147483648') }],
  [{ doc: { a: 1 }, update: { $inc: { a: 0.5 } } }, { a: 1.5 }],
  [
    { doc: { a: Long.fromNumber(1) }, update: { $inc: { a: Decimal128.fromString('0.1') } } },
    { a: Decimal128.fromString('1.1') },
  ],
  [
    { doc: { a: 3 }, update: { $mul: { a: new Double(2), b: Long.fromNumber(4) } } },
    { a: new Double(6), b: Long.fromNumber(0) },
  ],
  [
    { doc: { a: 3, b: 3 }, update: { $min: { a: 2, b: 4 } } },
    { a: 2, b: 3 },
  ],
  [
    { doc: { a: 3, b: 3 }, update: { $max: { a: 'x', b: 1 } } },
    { a: 'x', b: 3 },
  ],
  [{ doc: { a: 1, o: {} }, update: { $rename: { a: 'o.b' } } }, { o: { b: 1 } }],
  [{ doc: { a: 12 }, update: { $bit: { a: { and: 10 } } } }, { a: 8 }],
  [{ doc: { a: 1 }, update: { $setOnInsert: { b: 1 } } }, { a: 1 }],
  [
    { doc: { a: [1] }, update: { $push: { a: [2], b: 1 } } },
    { a: [1, [2]], b: [1] },
  ],
  [{ doc: { a: [3] }, update: { $push: { a: { $each: [1, 2], $position: 0, $slice: 2 } } } }, { a: [1, 2] }],
  [
    { doc: { a: [{ n: 2 }] }, update: { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  [{ doc: { a: [1] }, update: { $addToSet: { a: { $each: [1, Long.fromNumber(1), 2] } } } }, { a: [1, 2] }],
  [{ doc: { a: [1, 2, 3] }, update: { $pop: { a: -1 } } }, { a: [2, 3] }],
  [{ doc: { a: [1, 5, 9] }, update: { $pull: { a: { $gt: 4 } } } }, { a: [1] }],
  [{ doc: { a: [{ n: 1, m: 1 }, { n: 2 }] }, update: { $pull: { a: { n: 1 } } } }, { a: [{ n: 2 }] }],
  [{ doc: { a: [1, 2, 1] }, update: { $pullAll: { a: [1] } } }, { a: [2] }],
  [
    { doc: { a: [{ n: 1 }, { n: 2 }] }, filter: { 'a.n': 2 }, update: { $set: { 'a.$.m': 1 } } },
    { a: [{ n: 1 }, { n: 2, m: 1 }] },
  ],
  [{ doc: { a: [1, 2] }, update: { $inc: { 'a.$[]': 1 } } }, { a: [2, 3] }],
  [{ doc: { a: [1, 5] }, update: { $set: { 'a.$[big]': 0 } }, arrayFilters: [{ big: { $gt: 2 } }] }, { a: [1, 0] }],
  [{ doc: { a: 1 }, update: [{ $set: { b: { $add: ['$a', 1] } } }, { $unset: 'a' }] }, { b: 2 }],
  [
    { doc: { z: 1 }, update: { $set: { b: 1, a: 1, '10': 1, '9': 1 } } },
    { z: 1, '9': 1, '10': 1, a: 1, b: 1 },
  ],
]

const FAILURES: readonly (readonly [Case, number])[] = [
  [{ doc: {}, update: { $nonsense: { a: 1 } } }, 9],
  [{ doc: { a: 'x' }, update: { $inc: { a: 1 } } }, 14],
  [{ doc: { a: 1 }, update: { $inc: { a: 'x' } } }, 14],
  [{ doc: { a: 'x' }, update: { $mul: { a: 2 } } }, 14],
  [{ doc: { a: 1 }, update: { $push: { a: 1 } } }, 2],
  [{ doc: { a: 1 }, update: { $addToSet: { a: 1 } } }, 2],
  [{ doc: { a: 1 }, update: { $pop: { a: 1 } } }, 14],
  [{ doc: { a: [] }, update: { $pop: { a: 2 } } }, 9],
  [{ doc: { a: 1 }, update: { $pull: { a: 1 } } }, 2],
  [{ doc: { a: [] }, update: { $pullAll: { a: 1 } } }, 2],
  [{ doc: { a: 1 }, update: { $set: { 'a.b': 1 } } }, 28],
  [{ doc: { a: 1 }, update: { $set: { _id: 'other' } } }, 66],
  [{ doc: { a: 1 }, update: { $set: { a: 1 }, $inc: { a: 1 } } }, 40],
  [{ doc: { a: 1 }, update: { $set: { a: {} }, $inc: { 'a.b': 1 } } }, 40],
  [{ doc: { a: 1 }, update: { $rename: { a: 'a' } } }, 2],
  [{ doc: { a: 1 }, update: { $bit: { a: { nonsense: 1 } } } }, 2],
  [{ doc: { a: 1.5 }, update: { $bit: { a: { or: 1 } } } }, 2],
  [{ doc: { a: [1] }, update: { $set: { 'a.$': 1 } } }, 2],
  [{ doc: { a: [1] }, update: { $set: { 'a.$[x]': 1 } } }, 2],
  [{ doc: { a: 1 }, update: { $set: { 'a.$[]': 1 } } }, 2],
  [{ doc: { a: [] }, update: { $push: { a: { $each: 1 } } } }, 2],
  [{ doc: { a: [] }, update: { $push: { a: { $each: [], $nonsense: 1 } } } }, 2],
  [{ doc: { a: 1 }, update: { $currentDate: { a: 'x' } } }, 2],
  [{ doc: { a: 1 }, update: [{ $match: {} }] }, 72],
]

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServerUnderTest()
})
afterAll(() => server.close())
const items = () => server.db.collection('items')

async function apply({ doc, update, filter = {}, arrayFilters }: Case): Promise<Document | null> {
  const { insertedId: _id } = await items().insertOne({ ...doc })
  await items().updateOne({ ...filter, _id }, update, arrayFilters ? { arrayFilters } : {})
  return items().findOne({ _id }, { projection: { _id: 0 }, promoteValues: false })
}

describe('updates', () => {
  test.each(CHANGES.map(([change, doc]) => ({ of: JSON.stringify(change), change, doc })))(
    '$of',
    async ({ change, doc }) => {
      expect(typed(await apply(change))).toBe(typed(doc))
    },
  )

  test.each(FAILURES.map(([change, code]) => ({ of: JSON.stringify(change), change, code })))(
    '$of fails',
    async ({ change, code }) => {
      expect(await codeOf(apply(change))).toBe(code)
    },
  )

  test('$currentDate gives a date or a timestamp', async () => {
    const found = await apply({ doc: {}, update: { $currentDate: { d: true, t: { $type: 'timestamp' } } } })
    expect(found?.d).toBeInstanceOf(Date)
    expect(found?.t).toHaveProperty('_bsontype', 'Timestamp')
  })

  test('an upsert begins with what its filter equates', async () => {
    const update = { $set: { c: 3 }, $setOnInsert: { d: 4 } }
    const { upsertedId: _id } = await items().updateOne(
      { a: 1, 'o.b': { $eq: 2 }, e: { $gt: 1 }, _id: 'new' } as Document,
      update,
      { upsert: true },
    )
    expect(_id).toBe('new')
    expect(await items().findOne({ _id } as Document)).toEqual({ _id: 'new', a: 1, o: { b: 2 }, c: 3, d: 4 })
  })

  test('each operator has a case', () => {
    const used = operatorsIn([...CHANGES, ...FAILURES])
    const positional = ['$', '$[]', '$[name]']
    const missing = SURFACES['Update operators'].present.filter((name) => !used.has(name) && !positional.includes(name))
    expect(missing).toEqual([])
  })
})
