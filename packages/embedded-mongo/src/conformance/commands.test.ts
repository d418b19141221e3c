import { type Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.test-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServerUnderTest()
})
afterAll(() => server.close())
beforeEach(async () => {
  await server.db.dropDatabase()
  await server.db.collection<Document>('c').insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
  ] as Document[])
  await server.db.createCollection('v', { viewOn: 'c', pipeline: [] })
})

/** [command, what its answer has]. */
const ANSWERS: readonly (readonly [Document, Document])[] = [
  [{ insert: 'c', documents: [{ _id: 3 }, { _id: 4 }] }, { n: 2 }],
  [
    { insert: 'c', documents: [{ _id: 3 }, { _id: 1 }, { _id: 4 }] },
    { n: 1, writeErrors: [{ index: 1, code: 11000 }] },
  ],
  [
    { insert: 'c', documents: [{ _id: 1 }, { _id: 4 }], ordered: false },
    { n: 1, writeErrors: [{ index: 0 }] },
  ],
  [
    { update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true }] },
    { n: 2, nModified: 1 },
  ],
  [
    { update: 'c', updates: [{ q: { _id: 9 }, u: { $set: { a: 1 } }, upsert: true }] },
    { n: 1, nModified: 0, upserted: [{ index: 0, _id: 9 }] },
  ],
  [
    {
      delete: 'c',
      deletes: [
        { q: {}, limit: 1 },
        { q: { _id: 2 }, limit: 0 },
      ],
    },
    { n: 2 },
  ],
  [
    { findAndModify: 'c', query: { _id: 1 }, update: { $inc: { a: 1 } } },
    { value: { _id: 1, a: 1 }, lastErrorObject: { n: 1, updatedExisting: true } },
  ],
  [{ findAndModify: 'c', query: { _id: 1 }, update: { a: 5 }, new: true }, { value: { _id: 1, a: 5 } }],
  [
    { findAndModify: 'c', query: { a: 1 }, remove: true },
    { value: { _id: 1 }, lastErrorObject: { n: 1 } },
  ],
  [
    { findAndModify: 'c', query: { a: 9 }, remove: true },
    { value: null, lastErrorObject: { n: 0 } },
  ],
  [{ find: 'c', sort: { a: -1 }, limit: 1 }, { cursor: { id: 0, firstBatch: [{ _id: 2 }] } }],
  [{ find: 'nothing' }, { cursor: { id: 0, firstBatch: [] } }],
  [{ find: 'c', filter: { $expr: { $eq: ['$a', '$$x'] } }, let: { x: 2 } }, { cursor: { firstBatch: [{ _id: 2 }] } }],
  [{ aggregate: 'c', pipeline: [{ $count: 'n' }], cursor: {} }, { cursor: { firstBatch: [{ n: 2 }] } }],
  [{ count: 'c', query: { a: { $gt: 1 } } }, { n: 1 }],
  [{ count: 'c', skip: 1, limit: 5 }, { n: 1 }],
  [{ distinct: 'c', key: 'a' }, { values: [1, 2] }],
  [{ create: 'new' }, {}],
  [{ drop: 'c' }, { nIndexesWas: 1 }],
  [
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a_1' }] },
    { numIndexesBefore: 1, numIndexesAfter: 2 },
  ],
  [{ createIndexes: 'c', indexes: [{ key: { _id: 1 }, name: '_id_' }] }, { note: 'all indexes already exist' }],
  [{ listIndexes: 'c' }, { cursor: { firstBatch: [{ v: 2, key: { _id: 1 }, name: '_id_' }] } }],
  [
    { listCollections: 1, nameOnly: true, filter: { type: 'view' } },
    { cursor: { firstBatch: [{ name: 'v', type: 'view' }] } },
  ],
  [
    { explain: { find: 'c', filter: { a: 1 } }, verbosity: 'queryPlanner' },
    { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } } },
  ],
  [{ dropDatabase: 1 }, {}],
  [{ ping: 1 }, { ok: 1 }],
]

/** [command, code, codeName]. */
const FAILURES: readonly (readonly [Document, number, string])[] = [
  [{ nonsense: 1 }, 59, 'CommandNotFound'],
  [{ find: 'c', nonsense: 1 }, 40415, 'Location40415'],
  [{ find: 1 }, 73, 'InvalidNamespace'],
  [{ find: 'c', filter: 1 }, 14, 'TypeMismatch'],
  [{ find: 'c', filter: { $nonsense: 1 } }, 2, 'BadValue'],
  [{ find: 'c', skip: -1 }, 51024, 'Location51024'],
  [{ find: 'c', hint: 'nothing' }, 2, 'BadValue'],
  [{ find: 'c', filter: { a: { $regex: '(' } } }, 51091, 'Location51091'],
  [{ aggregate: 'c', pipeline: [] }, 9, 'FailedToParse'],
  [{ aggregate: 'c', pipeline: 1, cursor: {} }, 14, 'TypeMismatch'],
  [{ aggregate: 'c', pipeline: [{ $project: { a: { $nonsense: 1 } } }], cursor: {} }, 168, 'InvalidPipelineOperator'],
  [{ aggregate: 'c', pipeline: [{ $project: { a: { $toInt: 'x' } } }], cursor: {} }, 241, 'ConversionFailure'],
  [{ getMore: 123n, collection: 'c' }, 43, 'CursorNotFound'],
  [{ insert: 'c', documents: [] }, 16, 'InvalidLength'],
  [{ insert: 'c' }, 40414, 'Location40414'],
  [{ findAndModify: 'c' }, 9, 'FailedToParse'],
  [{ findAndModify: 'c', remove: true, update: {} }, 9, 'FailedToParse'],
  [{ findAndModify: 'c', query: { _id: 1 }, update: { $set: { _id: 5 } } }, 66, 'ImmutableField'],
  [{ findAndModify: 'c', query: { _id: 1 }, update: { _id: 2, a: 1 } }, 66, 'ImmutableField'],
  [{ findAndModify: 'c', query: { _id: 1 }, update: { $set: { a: 1, 'a.b': 1 } } }, 40, 'ConflictingUpdateOperators'],
  [{ findAndModify: 'c', query: { _id: 1 }, update: { $set: { 'a.b': 1 } } }, 28, 'PathNotViable'],
  [{ distinct: 'c' }, 40414, 'Location40414'],
  [{ create: 'c', validator: { a: 1 } }, 48, 'NamespaceExists'],
  [{ create: 'a$b' }, 73, 'InvalidNamespace'],
  [{ create: 'x', pipeline: [] }, 72, 'InvalidOptions'],
  [{ createIndexes: 'c', indexes: [] }, 2, 'BadValue'],
  [{ createIndexes: 'c', indexes: [{ key: {}, name: 'x' }] }, 67, 'CannotCreateIndex'],
  [
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', nonsense: 1 }] },
    197,
    'InvalidIndexSpecificationOption',
  ],
  [{ createIndexes: 'v', indexes: [{ key: { a: 1 }, name: 'x' }] }, 166, 'CommandNotSupportedOnView'],
  [{ dropIndexes: 'c', index: 'nothing' }, 27, 'IndexNotFound'],
  [{ dropIndexes: 'c', index: '_id_' }, 72, 'InvalidOptions'],
  [{ dropIndexes: 'nothing', index: '*' }, 26, 'NamespaceNotFound'],
  [{ listIndexes: 'nothing' }, 26, 'NamespaceNotFound'],
  [{ collMod: 'nothing' }, 26, 'NamespaceNotFound'],
  [{ collMod: 'v', validator: {} }, 166, 'CommandNotSupportedOnView'],
  [{ renameCollection: 'a.b', to: 'a.c' }, 13, 'Unauthorized'],
]

async function run(command: Document): Promise<Document> {
  return server.db.command(command)
}

describe('commands', () => {
  test.each(ANSWERS.map(([command, answer]) => ({ of: JSON.stringify(command), command, answer })))(
    '$of',
    async ({ command, answer }) => {
      expect(JSON.parse(JSON.stringify(await run(command)))).toMatchObject(answer)
    },
  )

  test.each(FAILURES.map(([command, code, codeName]) => ({ of: Object.keys(command)[0], command, code, codeName })))(
    '$of fails with $code $codeName',
    async ({ command, code, codeName }) => {
      const error = await run(command).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(MongoServerError)
      expect(error).toMatchObject({ code, codeName })
    },
  )
})

describe('indexes', () => {
  const things = () => server.db.collection<Document>('things')
  const codeOf = async (doc: Document) => {
    const error = await things()
      .insertOne({ ...doc })
      .catch((reason: unknown) => reason)
    return error instanceof MongoServerError ? Number(error.code) : undefined
  }

  test('a unique one takes one null, a sparse one any number of absences, a partial one what it leaves out', async () => {
    await things().createIndex({ a: 1 }, { unique: true })
    expect([await codeOf({}), await codeOf({ a: null }), await codeOf({ a: 1 }), await codeOf({ a: [1, 2] })]).toEqual([
      undefined,
      11000,
      undefined,
      11000,
    ])
    await things().drop()
    await things().createIndex({ a: 1 }, { unique: true, sparse: true })
    expect([await codeOf({}), await codeOf({}), await codeOf({ a: null }), await codeOf({ a: null })]).toEqual([
      undefined,
      undefined,
      undefined,
      11000,
    ])
    await things().drop()
    await things().createIndex({ a: 1 }, { unique: true, partialFilterExpression: { on: true } })
    expect([
      await codeOf({ a: 1 }),
      await codeOf({ a: 1 }),
      await codeOf({ a: 1, on: true }),
      await codeOf({ a: 1, on: true }),
    ]).toEqual([undefined, undefined, undefined, 11000])
  })

  test('a compound one takes one array', async () => {
    await things().createIndex({ a: 1, b: 1 })
    expect(await codeOf({ a: [1, 2], b: 1 })).toBeUndefined()
    expect(await codeOf({ a: [1], b: [1] })).toBe(171)
  })
})
