import { type Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const db = () => started.client.db('views')
const items = () => db().collection<Document>('items')
const big = () => db().collection<Document>('big')

beforeEach(async () => {
  await db().dropDatabase()
  await items().insertMany(
    Array.from({ length: 10 }, (_, n) => ({ _id: n, n, kind: n % 2 ? 'odd' : 'even' }) as Document),
  )
  await db().createCollection('big', {
    viewOn: 'items',
    pipeline: [{ $match: { n: { $gte: 5 } } }, { $addFields: { twice: { $multiply: ['$n', 2] } } }],
  })
})

async function codeOf(promise: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await promise
  } catch (error) {
    if (error instanceof MongoServerError) return error.code
    throw error
  }
  return 'no error'
}

describe('a view', () => {
  test('is found, counted, made distinct and aggregated like a collection', async () => {
    const found = await big()
      .find({ kind: 'odd' }, { sort: { n: -1 }, skip: 1, limit: 2, projection: { _id: 0, twice: 1 } })
      .toArray()
    expect(found).toEqual([{ twice: 14 }, { twice: 10 }])
    expect(await big().countDocuments({ twice: { $gt: 12 } })).toBe(3)
    expect(await big().estimatedDocumentCount()).toBe(5)
    expect(await db().command({ count: 'big', query: { kind: 'odd' }, skip: 1, limit: 1 })).toMatchObject({ n: 1 })
    expect(await big().distinct('kind')).toEqual(['even', 'odd'])
    expect(await big().distinct('twice', { kind: 'odd' })).toEqual([10, 14, 18])
    expect(
      await big()
        .aggregate([{ $group: { _id: '$kind', sum: { $sum: '$twice' } } }, { $sort: { _id: 1 } }])
        .toArray(),
    ).toEqual([
      { _id: 'even', sum: 28 },
      { _id: 'odd', sum: 42 },
    ])
  })

  test('goes on over batches, in a transaction, after a restart', async () => {
    expect(await big().find({}, { batchSize: 2 }).toArray()).toHaveLength(5)
    await started.restart()
    await started.client.withSession((session) =>
      session.withTransaction(async () => {
        await items().insertOne({ n: 11 }, { session })
        expect(await big().find({}, { session }).toArray()).toHaveLength(6)
        expect(await big().countDocuments({}, { session })).toBe(6)
      }),
    )
  })

  test('uses the indexes of what it reads, and explain says so', async () => {
    await items().createIndex({ n: 1 })
    const plan = await big().find({}).explain('queryPlanner')
    expect(plan.stages[0].$cursor.queryPlanner.winningPlan).toMatchObject({
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', indexName: 'n_1' },
    })
  })

  test('can read a view, and be read by joins and unions', async () => {
    await db().createCollection('bigger', { viewOn: 'big', pipeline: [{ $match: { n: { $gte: 8 } } }] })
    expect(await db().collection('bigger').distinct('twice')).toEqual([16, 18])
    const joined = await items()
      .aggregate([
        { $match: { n: 9 } },
        { $lookup: { from: 'bigger', localField: 'n', foreignField: 'n', as: 'found' } },
      ])
      .toArray()
    expect(joined[0]?.found).toMatchObject([{ twice: 18 }])
    expect(
      await items()
        .aggregate([{ $unionWith: { coll: 'bigger', pipeline: [{ $match: { n: 8 } }] } }])
        .toArray(),
    ).toHaveLength(11)
    const graph = await items()
      .aggregate([
        { $match: { n: 5 } },
        { $graphLookup: { from: 'big', startWith: '$n', connectFromField: 'n', connectToField: 'n', as: 'all' } },
      ])
      .toArray()
    expect(graph[0]?.all).toMatchObject([{ n: 5, twice: 10 }])
  })

  test('is listed with its definition, as MongoDB lists it', async () => {
    const list = await db().listCollections({}, { nameOnly: false }).toArray()
    expect(list.map(({ name, type }) => [name, type])).toEqual([
      ['big', 'view'],
      ['items', 'collection'],
      ['system.views', 'collection'],
    ])
    expect(list[0]).toMatchObject({
      options: { viewOn: 'items', pipeline: [{ $match: { n: { $gte: 5 } } }, {}] },
      info: { readOnly: true },
    })
    expect(await db().collection('system.views').find().toArray()).toMatchObject([
      { _id: 'views.big', viewOn: 'items' },
    ])
    await big().drop()
    expect(await db().collection('system.views').countDocuments()).toBe(0)
    expect(await items().countDocuments()).toBe(10)
  })

  test('cannot be written to, indexed, renamed or watched', async () => {
    expect(await codeOf(big().insertOne({ n: 1 }))).toBe(166)
    expect(await codeOf(big().updateOne({}, { $set: { n: 1 } }))).toBe(166)
    expect(await codeOf(big().updateMany({ n: -1 }, { $set: { n: 1 } }, { upsert: true }))).toBe(166)
    expect(await codeOf(big().deleteMany({}))).toBe(166)
    expect(await codeOf(big().findOneAndDelete({}))).toBe(166)
    expect(await codeOf(big().createIndex({ n: 1 }))).toBe(166)
    expect(await codeOf(big().indexes())).toBe(166)
    expect(await codeOf(big().rename('other'))).toBe(166)
    expect(
      await codeOf(
        items()
          .aggregate([{ $out: 'big' }])
          .toArray(),
      ),
    ).toBe(166)
    expect(
      await codeOf(
        items()
          .aggregate([{ $merge: 'big' }])
          .toArray(),
      ),
    ).toBe(166)
    expect(await codeOf(big().watch().next())).toBe(166)
    expect(await codeOf(db().collection('system.views').deleteMany({}))).toBe(73)
    expect(await codeOf(db().command({ validate: 'big' }))).toBe(166)
    expect(await codeOf(db().command({ collStats: 'big' }))).toBe(166)
    expect(
      await codeOf(
        big()
          .aggregate([{ $collStats: { count: {} } }])
          .toArray(),
      ),
    ).toBe(166)
    expect(
      await codeOf(
        big()
          .aggregate([{ $indexStats: {} }])
          .toArray(),
      ),
    ).toBe(166)
    expect(await items().countDocuments()).toBe(10)
  })

  test('that reads itself, writes, or makes no sense is refused; collMod changes one', async () => {
    await db().createCollection('a', { viewOn: 'b', pipeline: [] })
    expect(await codeOf(db().createCollection('b', { viewOn: 'a', pipeline: [] }))).toBe(5)
    expect(
      await codeOf(
        db().createCollection('b', { viewOn: 'items', pipeline: [{ $lookup: { from: 'a', pipeline: [], as: 'x' } }] }),
      ),
    ).toBe(5)
    expect(await codeOf(db().createCollection('self', { viewOn: 'self', pipeline: [] }))).toBe(5)
    expect(await codeOf(db().createCollection('c', { viewOn: 'items', pipeline: [{ $out: 'x' }] }))).toBe(167)
    expect(await codeOf(db().createCollection('c', { viewOn: 'items', pipeline: [{ $nonsense: 1 }] }))).toBe(40324)
    expect(await codeOf(db().command({ create: 'c', pipeline: [] }))).toBe(72)
    expect(await codeOf(db().createCollection('big', { viewOn: 'items', pipeline: [] }))).toBe(48)
    await db().command({ collMod: 'big', viewOn: 'items', pipeline: [{ $match: { n: 0 } }] })
    expect(await big().countDocuments()).toBe(1)
    expect(await codeOf(db().command({ collMod: 'a', viewOn: 'a', pipeline: [] }))).toBe(5)
    expect(await codeOf(db().command({ collMod: 'big', validator: { n: 1 } }))).toBe(166)
  })

  test('is gone with the list of views; names under system. are not for clients', async () => {
    await db().collection('system.views').drop()
    expect((await db().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)).toEqual(['items'])
    expect(await codeOf(db().collection('system.mine').insertOne({}))).toBe(73)
    expect(await codeOf(db().createCollection('system.mine'))).toBe(73)
    const renamed = started.client.db('admin').command({ renameCollection: 'views.items', to: 'views.system.mine' })
    expect(await codeOf(renamed)).toBe(20)
    const session = started.client.startSession()
    session.startTransaction()
    expect(await codeOf(db().createCollection('v', { viewOn: 'items', pipeline: [], session }))).toBe(263)
    await session.endSession()
  })

  test('has its own collation, which a query cannot override', async () => {
    await items().insertOne({ kind: 'ODD', n: 50 })
    await db().createCollection('loose', { viewOn: 'items', pipeline: [], collation: { locale: 'en', strength: 2 } })
    expect(await db().collection('loose').countDocuments({ kind: 'odd' })).toBe(6)
    expect(
      await codeOf(
        db()
          .collection('loose')
          .find({}, { collation: { locale: 'simple' } })
          .toArray(),
      ),
    ).toBe(167)
    expect(await big().countDocuments({ kind: 'odd' })).toBe(3)
  })
})
