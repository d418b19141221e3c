import { type Collection, type Document, MongoServerError } from 'mongodb'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

let server: TestDatabase
let round = 0
let items: Collection<Document>
beforeAll(async () => {
  server = await startForTest()
})
afterAll(() => server.close())
beforeEach(() => {
  items = server.client.db('text').collection(`items${++round}`)
})

const score = { $meta: 'textScore' as const }
const idsOf = async (filter: Document, collection = items) =>
  (await collection.find(filter, { sort: { score }, projection: { _id: 1 } }).toArray()).map(({ _id }) => _id)
const search = (words: string, more: Document = {}) => ({ $text: { $search: words }, ...more })
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof MongoServerError)) throw new Error(`no server error: ${String(error)}`)
  return { code: error.code, message: error.message }
}
const isValid = async () => {
  const { valid, errors } = await server.client.db('text').command({ validate: items.collectionName })
  expect(errors).toEqual([])
  return valid
}

describe('a text index', () => {
  test('is listed as MongoDB lists it', async () => {
    await items.createIndex(
      { tenant: 1, title: 'text', 'messages.text': 'text' },
      { weights: { title: 10 }, name: 'search' },
    )
    expect((await items.indexes())[1]).toEqual({
      v: 2,
      key: { tenant: 1, _fts: 'text', _ftsx: 1 },
      name: 'search',
      weights: { 'messages.text': 1, title: 10 },
      default_language: 'english',
      language_override: 'language',
      textIndexVersion: 3,
    })
    expect(
      await items.createIndex(
        { tenant: 1, title: 'text', 'messages.text': 'text' },
        { weights: { title: 10 }, name: 'search' },
      ),
    ).toBe('search')
  })

  test('is one per collection, with options that are checked', async () => {
    await items.createIndex({ a: 'text' })
    expect(await failure(items.createIndex({ b: 'text' }))).toMatchObject({ code: 85 })
    expect(await failure(items.createIndex({ x: 1, b: 'text' }))).toMatchObject({
      code: 67,
      message: expect.stringContaining(
        'only one text index per collection allowed, found existing text index "a_text"',
      ),
    })
    await items.dropIndex('a_text')
    expect(await failure(items.createIndex({ a: 'text' }, { default_language: 'klingon' }))).toMatchObject({ code: 67 })
    expect(await failure(items.createIndex({ a: 'text' }, { weights: { a: 0 } }))).toMatchObject({ code: 67 })
    expect(await failure(items.createIndex({ a: 'text', x: 1, b: 'text' }))).toMatchObject({ code: 67 })
    expect(await failure(items.createIndex({ a: 'text' }, { unique: true }))).toMatchObject({ code: 67 })
    expect(await failure(items.createIndex({ a: 1 }, { default_language: 'english' }))).toMatchObject({ code: 197 })
    await items.createIndex({ b: 'text', x: 1 })
  })

  test('survives a restart, is dropped and built again', async () => {
    await items.insertMany(
      Array.from({ length: 1500 }, (_, _id) => ({ _id, a: _id % 3 === 0 ? 'green apples' : 'pears' })) as Document[],
    )
    await items.createIndex({ a: 'text' })
    expect(await idsOf(search('apple'))).toHaveLength(500)
    await server.restart()
    items = server.client.db('text').collection(items.collectionName)
    expect(await idsOf(search('apple'))).toHaveLength(500)
    await items.dropIndex('a_text')
    expect(await failure(items.findOne(search('apple')))).toEqual({
      code: 27,
      message: 'text index required for $text query',
    })
    await items.createIndex({ '$**': 'text' })
    expect(await idsOf(search('apple'))).toHaveLength(500)
    expect(await isValid()).toBe(true)
  })
})

describe('$text', () => {
  beforeEach(async () => {
    await items.createIndex({ subject: 'text' })
    await items.insertMany([
      { _id: 1, subject: 'coffee', views: 50 },
      { _id: 2, subject: 'Coffee Shopping', views: 5 },
      { _id: 3, subject: 'Baking a cake', views: 90 },
      { _id: 4, subject: 'baking', views: 100 },
      { _id: 5, subject: 'Café Con Leche', views: 200 },
      { _id: 6, subject: 'coffee and cream', views: 10 },
    ] as Document[])
  })

  test('finds any of the terms, the best first', async () => {
    expect(await idsOf(search('bake coffee cake'))).toEqual([3, 1, 4, 2, 6])
    expect(await idsOf(search('coffee -shop'))).toEqual([1, 6])
    expect(await idsOf(search('"coffee and"'))).toEqual([6])
    expect(await idsOf(search('cafe'))).toEqual([5])
    expect(await idsOf(search('the'))).toEqual([])
    expect(await idsOf(search('coffee', { views: { $gt: 8 } }))).toEqual([1, 6])
    expect(await items.countDocuments(search('coffee'))).toBe(3)
    expect(await items.distinct('views', search('baking'))).toEqual([90, 100])
  })

  test('gives the score to projection, sort and pipelines', async () => {
    const found = await items
      .find(search('coffee shop'), { projection: { subject: 1, score }, sort: { score } })
      .toArray()
    expect(found).toEqual([
      { _id: 2, subject: 'Coffee Shopping', score: 1.5 },
      { _id: 1, subject: 'coffee', score: 1 },
      { _id: 6, subject: 'coffee and cream', score: 0.75 },
    ])
    const stages = [{ $match: search('coffee shop') }, { $sort: { score } }, { $skip: 1 }, { $limit: 1 }]
    expect(await items.aggregate([...stages, { $project: { score } }]).toArray()).toEqual([{ _id: 1, score: 1 }])
    expect(
      await items
        .aggregate([
          { $match: search('coffee shop') },
          { $addFields: { x: 1 } },
          { $match: { $expr: { $gt: [score, 0.9] } } },
          { $sort: { s: score, _id: 1 } },
          { $group: { _id: null, ids: { $push: '$_id' }, total: { $sum: score } } },
        ])
        .toArray(),
    ).toEqual([{ _id: null, ids: [2, 1], total: 2.5 }])
    expect(
      await items
        .find(search('coffee'), { sort: { views: 1 } })
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual([2, 6, 1])
    expect(
      await items
        .find(search('coffee bake'), { sort: { score, views: -1 }, limit: 2, skip: 1 })
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual([1, 3])
  })

  test('is refused where MongoDB refuses it', async () => {
    const code = async (work: Promise<unknown>) => (await failure(work)).code
    expect(await code(items.aggregate([{ $limit: 1 }, { $match: search('x') }]).toArray())).toBe(17313)
    expect(await code(items.find({ a: { $elemMatch: search('x') } }).toArray())).toBe(2)
    expect(await code(items.find({ $and: [search('x'), search('y')] }).toArray())).toBe(2)
    expect(await code(items.find({ $nor: [search('x')] }).toArray())).toBe(2)
    expect(await code(items.find({ $or: [search('x'), { a: 1 }] }).toArray())).toBe(291)
    expect(await code(items.find(search('x'), { hint: '_id_' }).toArray())).toBe(2)
    expect(await code(items.find({ $text: { $search: 'x', $language: 'klingon' } }).toArray())).toBe(2)
    expect(await code(items.find({}, { projection: { score } }).toArray())).toBe(40218)
    expect(await code(items.find({}, { sort: { score } }).toArray())).toBe(40218)
    expect(await code(items.aggregate([{ $project: { score } }]).toArray())).toBe(40218)
    await items.dropIndex('subject_text')
    expect(await code(items.updateOne(search('x'), { $set: { a: 1 } }))).toBe(27)
    expect(await code(items.aggregate([{ $match: search('x') }]).toArray())).toBe(27)
  })

  test('updates, deletions and transactions move the entries', async () => {
    await items.updateOne(search('leche'), { $set: { subject: 'green tea' } })
    expect(await idsOf(search('leche'))).toEqual([])
    expect(await idsOf(search('teas'))).toEqual([5])
    expect(await items.findOneAndDelete(search('coffee baking'), { sort: { score } })).toMatchObject({ _id: 1 })
    await items.deleteMany(search('baking'))
    expect(await idsOf(search('coffee baking'))).toEqual([2, 6])
    const session = server.client.startSession()
    session.startTransaction()
    await items.insertOne({ _id: 9, subject: 'tea time' } as Document, { session })
    await items.updateOne({ _id: 5 } as Document, { $set: { subject: 'cocoa' } }, { session })
    expect(
      await items
        .find(search('tea'), { session })
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual([9])
    expect(await idsOf(search('tea'))).toEqual([5])
    await session.abortTransaction()
    expect(await idsOf(search('tea cocoa'))).toEqual([5])
    await session.withTransaction(() => items.insertOne({ _id: 9, subject: 'tea time' } as Document, { session }))
    await session.endSession()
    expect(await idsOf(search('tea'))).toEqual([9, 5].sort())
    expect(await isValid()).toBe(true)
  })

  test('a cursor goes on after documents have changed', async () => {
    const cursor = items.find(search('coffee'), { batchSize: 1 })
    expect(await cursor.next()).toMatchObject({ _id: 1 })
    await items.updateOne({ _id: 2 } as Document, { $set: { subject: 'nothing' } })
    expect(await cursor.next()).toMatchObject({ _id: 6 })
    expect(await cursor.next()).toBeNull()
  })
})

describe('a compound text index', () => {
  beforeEach(async () => {
    await items.createIndex({ tenant: 1, 'messages.text': 'text' })
    await items.insertMany(
      Array.from({ length: 300 }, (_, _id) => ({
        _id,
        tenant: _id % 3,
        messages: [{ text: 'Summer campaign' }, { text: `number ${_id} budget` }],
      })) as Document[],
    )
  })

  test("reads one tenant's entries only", async () => {
    const plan = await items.find(search('campaigns budgets', { tenant: 1 })).explain('executionStats')
    expect(plan.executionStats).toMatchObject({ nReturned: 100, totalKeysExamined: 200, totalDocsExamined: 100 })
    expect(plan.queryPlanner.winningPlan).toMatchObject({
      stage: 'TEXT_MATCH',
      indexPrefix: { tenant: 1 },
      parsedTextQuery: { terms: ['campaign', 'budget'] },
    })
    expect(await idsOf(search('campaign', { tenant: 1, _id: { $lt: 6 } }))).toEqual([1, 4])
  })

  test('stops at the limit of one term, and fetches no more than the limit of several', async () => {
    const limited = (words: string) =>
      items.find(search(words, { tenant: { $eq: 1 } }), { sort: { score }, limit: 5 }).explain('executionStats')
    expect((await limited('campaign')).executionStats).toMatchObject({ totalKeysExamined: 5, totalDocsExamined: 5 })
    expect((await limited('campaign budget')).executionStats).toMatchObject({ totalDocsExamined: 5 })
  })

  test('reads hardly any document for a phrase that few of many have, and keeps up when words change places', async () => {
    const phrase = (words: string) => search(`"${words}"`, { tenant: 7 })
    await items.insertMany(
      Array.from(
        { length: 200 },
        (_, i): Document => ({ tenant: 7, messages: [{ text: `north ${'abcdefgh'[i % 8]}ware wind` }] }),
      ),
    )
    await items.insertOne({ _id: 2000, tenant: 7, messages: [{ text: 'the wind north of here' }] } as Document)
    const { executionStats } = await items.find(phrase('wind north')).explain('executionStats')
    expect(executionStats.nReturned).toBe(1)
    expect(executionStats.totalDocsExamined).toBeLessThan(60)
    expect(await idsOf(phrase('north wind'))).toEqual([])
    await items.updateOne({ _id: 2000 } as Document, { $set: { 'messages.0.text': 'the north wind of here' } })
    expect(await idsOf(phrase('north wind'))).toEqual([2000])
    expect(await idsOf(phrase('wind north'))).toEqual([])
    expect(await isValid()).toBe(true)
  })

  test('asks for equality on its prefix, and for no array in it', async () => {
    expect(await failure(items.findOne(search('campaign')))).toMatchObject({ code: 291 })
    expect(await failure(items.findOne(search('campaign', { tenant: { $gt: 1 } })))).toMatchObject({ code: 291 })
    expect(await failure(items.insertOne({ tenant: [1], messages: [] }))).toMatchObject({ code: 16675 })
    await items.insertOne({ _id: 1000, messages: [{ text: 'no tenant campaign' }] } as Document)
    expect(await idsOf(search('campaign', { tenant: null }))).toEqual([1000])
  })
})

test('conditions on fields behind the text need no document, and keep up with it', async () => {
  await items.createIndex({ tenant: 1, text: 'text', at: 1, 'by.name': 1 })
  await items.insertMany(
    Array.from(
      { length: 50 },
      (_, i): Document => ({ _id: i, tenant: 1, text: 'coffee', at: i, by: { name: `n${i % 5}` } }),
    ),
  )
  await items.insertOne({ _id: 99, tenant: 1, text: 'coffee' } as Document)
  const coffee = search('coffee', { tenant: 1 })
  const examined = async (filter: Document) => {
    const { executionStats } = await items.find({ ...coffee, ...filter }).explain('executionStats')
    return [executionStats.nReturned, executionStats.totalDocsExamined]
  }
  expect(await examined({ at: { $gte: 45 } })).toEqual([5, 5])
  expect(await examined({ $and: [{ 'by.name': 'n1' }, { at: { $lt: 10 } }] })).toEqual([2, 2])
  expect(await examined({ at: null })).toEqual([1, 1])
  expect(await examined({ 'by.name': { $exists: false } })).toEqual([1, 1])
  await items.updateOne({ _id: 0 } as Document, { $set: { at: 100 } })
  expect(await examined({ at: { $gte: 50 } })).toEqual([1, 1])
  expect(await failure(items.updateOne({ _id: 1 } as Document, { $set: { at: [1] } }))).toMatchObject({ code: 16675 })
  expect(await isValid()).toBe(true)
})

describe('a search in an $or', () => {
  const found = async (filter: Document) =>
    (await items.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => Number(_id))
  beforeEach(async () => {
    await items.createIndexes([
      { key: { tenant: 1, text: 'text' } },
      { key: { state: 1 } },
      { key: { tenant: 1, at: -1 } },
    ])
    await items.insertMany([
      { _id: 1, tenant: 1, text: 'coffee beans', state: 'open', at: 1 },
      { _id: 2, tenant: 1, text: 'tea leaves', state: 'open', at: 2 },
      { _id: 3, tenant: 2, text: 'coffee coffee', state: 'closed', at: 3 },
      { _id: 4, tenant: 1, text: 'coffee and tea', state: 'closed', at: 4 },
    ] as Document[])
  })

  test('finds what either branch finds, each document once', async () => {
    const coffee = { tenant: 1, ...search('coffee') }
    expect(await found({ $or: [{ state: 'open' }, coffee] })).toEqual([1, 2, 4])
    expect(await found({ tenant: 1, $or: [{ state: 'open' }, search('coffee')] })).toEqual([1, 2, 4])
    expect(await found({ $and: [{ tenant: 1 }, { $or: [{ at: 2 }, { $and: [search('coffee -tea')] }] }] })).toEqual([
      1, 2,
    ])
    expect(await found({ $or: [{ state: 'none' }, { $or: [coffee, { _id: 3 }] }] })).toEqual([1, 3, 4])
    expect(await found({ tenant: 1, $or: [{ at: { $gt: 9 } }, search('"coffee and tea"')] })).toEqual([4])
  })

  test('gives a score where the search found the document', async () => {
    const filter = { tenant: 1, $or: [{ state: 'open' }, search('coffee')] }
    const scored = await items.find(filter, { projection: { score } }).sort({ score }).toArray()
    expect(scored.map(({ _id, score: value }) => [Number(_id), value])).toEqual([
      [1, 0.75],
      [4, 0.75],
      [2, undefined],
    ])
    const piped = items.aggregate([{ $match: filter }, { $sort: { at: -1 } }, { $project: { score } }])
    expect(await piped.toArray()).toEqual([{ _id: 4, score: 0.75 }, { _id: 2 }, { _id: 1, score: 0.75 }])
  })

  test('asks for an index for every other branch, and is explained', async () => {
    const unindexed = { tenant: 1, $or: [search('coffee'), { text: 'x' }] }
    await items.dropIndex('tenant_1_at_-1')
    expect(await failure(items.find(unindexed).toArray())).toMatchObject({ code: 291 })
    expect(await failure(items.find({ $or: [{ state: 1 }, search('x')] }).toArray())).toMatchObject({ code: 291 })
    const { queryPlanner } = await items.find({ tenant: 1, $or: [{ state: 'open' }, search('tea')] }).explain()
    expect(queryPlanner.winningPlan.inputStage).toMatchObject({
      stage: 'OR',
      inputStages: [{ stage: 'TEXT_MATCH' }, { stage: 'IXSCAN', indexName: 'state_1' }],
    })
  })

  test('and an ordinary search is filtered and sorted by other fields', async () => {
    const sorted = await items
      .find({ tenant: 1, at: { $lt: 4 }, ...search('coffee tea') })
      .sort({ at: -1 })
      .toArray()
    expect(sorted.map(({ _id }) => Number(_id))).toEqual([2, 1])
  })
})

test('Mongoose defines and searches a text index', async () => {
  const connection = await mongoose.createConnection(server.database.uri, { dbName: 'text-mongoose' }).asPromise()
  const schema = new mongoose.Schema({ organizationId: String, messages: [{ text: String }] })
  schema.index({ organizationId: 1, 'messages.text': 'text' }, { default_language: 'english' })
  const Thread = connection.model('Thread', schema)
  await Thread.init()
  await Thread.create({ organizationId: 'a', messages: [{ text: 'Black Friday sales' }] })
  await Thread.create({ organizationId: 'b', messages: [{ text: 'sale' }] })
  const found = await Thread.find({ organizationId: 'a', $text: { $search: 'sale' } }, { score })
    .sort({ score })
    .lean()
  expect(found).toMatchObject([{ organizationId: 'a', score: 2 / 3 }])
  await connection.close()
})
