import { Decimal128, type Document, Double, Int32, Long, ObjectId, Timestamp, UUID } from 'mongodb'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failure } from './failure.test-support.ts'
import { rawCommand } from './raw-command.test-support.ts'
import { startForTest, type TestDatabase } from './start-for-test.test-support.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const db = () => started.client.db('test')
const items = () => db().collection<Document>('items')

describe('through the official driver', () => {
  beforeEach(async () => {
    await db().dropDatabase()
  })

  test('every type comes back as it was stored, _id first', async () => {
    const doc = {
      long: Long.fromString('9007199254740993'),
      int: new Int32(1),
      double: new Double(1),
      decimal: Decimal128.fromString('1.10'),
      date: new Date(0),
      nested: { '10': 1, '9': [null, true, 'x'] },
      stamp: new Timestamp({ t: 1, i: 2 }),
    }
    await items().insertOne(doc)
    const found = await items().findOne({}, { promoteValues: false })
    expect(Object.keys(found ?? {})[0]).toBe('_id')
    expect(String(found?.long)).toBe('9007199254740993')
    expect(found?.double).toBeInstanceOf(Double)
    expect(String(found?.decimal)).toBe('1.10')
  })

  test('Long ids above 2^53 stay apart', async () => {
    const ids = ['9007199254740992', '9007199254740993', '9007199254740994'].map((text) => Long.fromString(text))
    await db()
      .collection<{ _id: Long }>('longs')
      .insertMany(ids.map((_id) => ({ _id })))
    expect(await db().collection<{ _id: Long }>('longs').countDocuments({ _id: ids[1] })).toBe(1)
  })

  test('a duplicate key names index, pattern and value, and leaves nothing behind', async () => {
    await items().createIndex({ email: 1 }, { unique: true })
    await items().insertOne({ email: 'a' })
    const error = await failure(items().insertMany([{ email: 'b' }, { email: 'a' }, { email: 'c' }]))
    expect(error.code).toBe(11000)
    expect(error.message).toContain(
      'E11000 duplicate key error collection: test.items index: email_1 dup key: { email: "a" }',
    )
    const single = await failure(items().insertOne({ email: 'a' }))
    expect(single.keyPattern).toEqual({ email: 1 })
    expect(single.keyValue).toEqual({ email: 'a' })
    expect(await items().distinct('email')).toEqual(['a', 'b'])
    expect(await db().command({ validate: 'items' })).toMatchObject({ valid: true, nrecords: 2 })
  })

  test('cursors go on over many batches while others write', async () => {
    await items().insertMany(Array.from({ length: 1000 }, (_, n) => ({ n })))
    await items().createIndex({ n: 1 })
    const seen: unknown[] = []
    for await (const doc of items()
      .find({ n: { $gte: 0 } })
      .sort({ n: 1 })
      .batchSize(90)) {
      seen.push(doc.n)
      if (seen.length === 100) await items().deleteMany({ n: { $lt: 50 } })
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => n))
    expect(await items().estimatedDocumentCount()).toBe(950)
  })

  test('indexes are used, and explain says so', async () => {
    await items().insertMany(Array.from({ length: 200 }, (_, n) => ({ org: n % 4, state: n % 3, at: n })))
    await items().createIndex({ org: 1, state: 1, at: -1 })
    const plan = await items()
      .find({ org: 1, state: { $in: [0, 2] } })
      .sort({ at: -1 })
      .limit(5)
      .explain('executionStats')
    expect(plan.queryPlanner.winningPlan).toMatchObject({ stage: 'FETCH', inputStage: { stage: 'SORT_MERGE' } })
    expect(plan.executionStats.totalDocsExamined).toBe(5)
    const found = await items()
      .find({ org: 1, state: { $in: [0, 2] } })
      .sort({ at: -1 })
      .limit(5)
      .toArray()
    expect(found.map(({ at }) => at)).toEqual([197, 189, 185, 177, 173].filter((at) => at % 4 === 1 && at % 3 !== 1))
  })

  test('a large collection is indexed while it is written to', async () => {
    await items().insertMany(Array.from({ length: 3000 }, (_, n) => ({ n })))
    const writes = (async () => {
      for (let n = 3000; n < 3100; n++) await items().insertOne({ n })
    })()
    await items().createIndex({ n: 1 }, { unique: true })
    await writes
    expect(await db().command({ validate: 'items' })).toMatchObject({ valid: true, keysPerIndex: { n_1: 3100 } })
    expect(await items().countDocuments({ n: { $gte: 0 } }, { hint: 'n_1' })).toBe(3100)
  })

  test('a unique index that cannot be built leaves no index', async () => {
    await items().insertMany(Array.from({ length: 2000 }, (_, n) => ({ n: n % 1999 })))
    expect((await failure(items().createIndex({ n: 1 }, { unique: true }))).code).toBe(11000)
    expect(await items().indexes()).toHaveLength(1)
  })

  test('what is not known is refused by name', async () => {
    expect(await failure(db().command({ nonsense: 1 }))).toMatchObject({ code: 59, codeName: 'CommandNotFound' })
    expect((await failure(db().command({ find: 'items', nonsense: 1 }))).code).toBe(40415)
    expect((await failure(items().find({ $nonsense: 1 }).toArray())).code).toBe(2)
    expect((await failure(items().createIndex({ a: 'hashed' }))).code).toBe(67)
    expect((await failure(items().createIndex({ a: '2dsphere' }))).code).toBe(67)
    expect(
      (
        await failure(
          items()
            .insertOne({ long: 'x'.repeat(3000) })
            .then(() => items().createIndex({ long: 1 })),
        )
      ).code,
    ).toBe(17280)
  })

  test('a write that finds an array keeps multikey bounds safe', async () => {
    await items().createIndex({ tags: 1 })
    await items().insertMany([{ tags: [1, 10] }, { tags: [5] }, { tags: 7 }])
    expect(await items().countDocuments({ tags: { $gt: 3, $lt: 8 } }, { hint: 'tags_1' })).toBe(3)
    expect(await items().countDocuments({ tags: { $gt: 8, $lt: 3 } }, { hint: 'tags_1' })).toBe(1)
    expect(await items().countDocuments({ tags: { $elemMatch: { $gt: 3, $lt: 8 } } }, { hint: 'tags_1' })).toBe(1)
  })

  test('TTL removes what is over and keeps the rest', async () => {
    await items().createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    await items().insertMany([{ at: new Date(0) }, { at: new Date() }, { at: 'never' }, {}])
    await started.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 })
    await expect.poll(() => items().countDocuments(), { timeout: 10_000, interval: 200 }).toBe(3)
    await started.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 60 })
  })
})

describe('transactions', () => {
  beforeEach(async () => {
    await db().dropDatabase()
    await items().insertMany([{ _id: new ObjectId('000000000000000000000001'), n: 1 }])
  })

  test('a write to what another open transaction wrote conflicts at once; a write outside waits', async () => {
    const [first, second] = [started.client.startSession(), started.client.startSession()]
    first.startTransaction()
    second.startTransaction()
    await items().updateOne({ n: 1 }, { $set: { by: 'first' } }, { session: first })
    const error = await failure(items().updateOne({ n: 1 }, { $set: { by: 'second' } }, { session: second }))
    expect(error.code).toBe(112)
    expect(error.hasErrorLabel('TransientTransactionError')).toBe(true)
    const outside = items().updateOne({ n: 1 }, { $inc: { n: 10 } })
    expect(await items().findOne({})).toMatchObject({ n: 1 })
    await first.commitTransaction()
    expect((await outside).modifiedCount).toBe(1)
    expect(await items().findOne({})).toMatchObject({ n: 11, by: 'first' })
    await Promise.all([first.endSession(), second.endSession()])
  })

  test('a write to what was committed after the snapshot conflicts', async () => {
    const session = started.client.startSession()
    session.startTransaction()
    expect(await items().findOne({}, { session })).toMatchObject({ n: 1 })
    await items().updateOne({}, { $set: { n: 2 } })
    expect(await items().findOne({}, { session })).toMatchObject({ n: 1 })
    expect((await failure(items().updateOne({}, { $inc: { n: 1 } }, { session }))).code).toBe(112)
    await session.endSession()
  })

  test('twenty writers that increment one counter lose no update', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        started.client.withSession((session) =>
          session.withTransaction(async () => {
            const doc = await items().findOne({}, { session })
            await items().updateOne(
              { _id: doc?._id ?? new ObjectId() },
              { $set: { n: Number(doc?.n) + 1 } },
              { session },
            )
          }),
        ),
      ),
    )
    expect(await items().findOne({})).toMatchObject({ n: 21 })
  })

  test('two open transactions cannot both insert one unique key; an abort frees it and the counts stay', async () => {
    await items().createIndex({ email: 1 }, { unique: true, sparse: true })
    const [first, second] = [started.client.startSession(), started.client.startSession()]
    first.startTransaction()
    second.startTransaction()
    await items().insertOne({ email: 'x' }, { session: first })
    expect((await failure(items().insertOne({ email: 'x' }, { session: second }))).code).toBe(112)
    await first.abortTransaction()
    await items().insertOne({ email: 'x' })
    expect(await items().estimatedDocumentCount()).toBe(2)
    expect(await db().command({ validate: 'items' })).toMatchObject({ valid: true })
    await Promise.all([first.endSession(), second.endSession()])
  })

  test('a retried write and a retried commit are answered alike, after a restart too', async () => {
    const lsid = { id: new UUID() }
    const send = (command: Document) => rawCommand(started.database.port, { ...command, lsid, $db: 'test' })
    const insert = { insert: 'items', documents: [{ _id: 'once' }], txnNumber: Long.fromNumber(1) }
    const upsert = {
      update: 'items',
      updates: [{ q: { _id: 'up' }, u: { $inc: { n: 1 } }, upsert: true }],
      txnNumber: Long.fromNumber(2),
    }
    const commit = { commitTransaction: 1, txnNumber: Long.fromNumber(3), autocommit: false, $db: 'admin' }
    expect(await send(insert)).toMatchObject({ n: 1, ok: 1 })
    expect(await send(insert)).toMatchObject({ n: 1, ok: 1 })
    const done = { n: 1, nModified: 0, upserted: [{ index: 0, _id: 'up' }], ok: 1 }
    expect(await send(upsert)).toMatchObject(done)
    await started.restart()
    expect(await send(upsert)).toMatchObject(done)
    expect(await items().findOne({ n: 1, _id: { $type: 'string' } })).toMatchObject({ _id: 'up' })
    expect(await send(insert)).toMatchObject({ ok: 0, code: 225 })
    await send({
      ...insert,
      documents: [{ _id: 'tx' }],
      txnNumber: Long.fromNumber(3),
      startTransaction: true,
      autocommit: false,
    })
    expect(await rawCommand(started.database.port, { ...commit, lsid })).toMatchObject({ ok: 1 })
    await started.restart()
    expect(await rawCommand(started.database.port, { ...commit, lsid })).toMatchObject({ ok: 1 })
    expect(await items().countDocuments({})).toBe(4)
  })
})

test('Mongoose runs on it: validation, population, indexes, a transaction', async () => {
  const connection = await mongoose.createConnection(started.database.uri, { dbName: 'mongoose' }).asPromise()
  const authors = connection.model('Author', new mongoose.Schema({ name: { type: String, unique: true } }))
  const books = connection.model(
    'Book',
    new mongoose.Schema(
      { title: String, author: { type: mongoose.Schema.Types.ObjectId, ref: 'Author' }, tags: [String] },
      { timestamps: true },
    ),
  )
  await Promise.all([authors.init(), books.init()])
  await connection.transaction(async (session) => {
    const [author] = await authors.create([{ name: 'Ada' }], { session })
    await books.create([{ title: 'Notes', author: author?._id, tags: ['x'] }], { session })
  })
  await books.updateOne({ title: 'Notes' }, { $addToSet: { tags: 'y' } })
  const book = await books.findOne({ tags: 'y' }).populate<{ author: { name: string } }>('author').lean()
  expect(book).toMatchObject({ title: 'Notes', author: { name: 'Ada' }, tags: ['x', 'y'] })
  await expect(authors.create({ name: 'Ada' })).rejects.toMatchObject({ code: 11000 })
  await connection.close()
})
