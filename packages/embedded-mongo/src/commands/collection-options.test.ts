import type { Document } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failure } from '../failure.test-support.ts'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const db = () => started.client.db('options')
const items = () => db().collection<Document>('items')
beforeEach(() => db().dropDatabase())

describe('a default collation', () => {
  const LOOSE = { locale: 'en', strength: 2 }
  beforeEach(async () => {
    await db().createCollection('items', { collation: LOOSE })
    await items().insertMany([{ name: 'Ada' }, { name: 'ada' }, { name: 'Bo' }])
  })

  test('is that of every command that names none', async () => {
    expect(await items().countDocuments({ name: 'ADA' })).toBe(2)
    expect(await items().find({ name: 'ADA' }).toArray()).toHaveLength(2)
    expect(await items().distinct('name')).toEqual(['Ada', 'Bo'])
    expect(
      await items()
        .aggregate([{ $match: { name: 'ADA' } }])
        .toArray(),
    ).toHaveLength(2)
    expect(await db().command({ count: 'items', query: { name: 'bo' } })).toMatchObject({ n: 1 })
    expect(await items().findOneAndUpdate({ name: 'BO' }, { $set: { n: 1 } })).toMatchObject({ name: 'Bo' })
    expect((await items().updateMany({ name: 'ADA' }, { $set: { n: 2 } })).matchedCount).toBe(2)
    expect((await items().deleteMany({ name: 'BO' })).deletedCount).toBe(1)
    const simple = { collation: { locale: 'simple' } }
    expect(await items().find({ name: 'ADA' }, simple).toArray()).toHaveLength(0)
    expect(await items().countDocuments({ name: 'ada' }, simple)).toBe(1)
    expect((await items().updateMany({ name: 'ADA' }, { $set: { n: 2 } }, simple)).matchedCount).toBe(0)
  })

  test('is that of its indexes, also after a restart', async () => {
    await items().createIndex({ name: 1 })
    const [id, name] = await items().indexes()
    expect([id?.collation, name?.collation]).toEqual([LOOSE, LOOSE])
    await started.restart()
    const plan = await items().find({ name: 'ADA' }).explain('queryPlanner')
    expect(plan.queryPlanner.winningPlan).toMatchObject({ inputStage: { stage: 'IXSCAN', indexName: 'name_1' } })
    expect(
      (
        await failure(
          items()
            .createIndex({ n: 1, name: 1 }, { unique: true })
            .then(() => items().insertOne({ name: 'BO' })),
        )
      ).code,
    ).toBe(11000)
    expect((await failure(items().insertMany([{ _id: 'x' }, { _id: 'X' }] as Document[]))).code).toBe(11000)
  })
})

describe('collMod of an index', () => {
  test('prepareUnique takes no further duplicates; unique names those from before, and comes once they are gone', async () => {
    await items().insertMany([
      { _id: 1, x: 1 },
      { _id: 2, x: 1 },
      { _id: 3, x: 2 },
    ] as Document[])
    await items().createIndex({ x: 1 })
    const index = { keyPattern: { x: 1 } }
    expect((await failure(db().command({ collMod: 'items', index: { ...index, unique: true } }))).code).toBe(72)
    await db().command({ collMod: 'items', index: { ...index, prepareUnique: true } })
    expect((await failure(items().insertOne({ x: 2 }))).code).toBe(11000)
    expect((await failure(items().updateOne({ x: 2 }, { $set: { x: 1 } }))).code).toBe(11000)
    await items().updateOne({ _id: 1 } as Document, { $set: { y: 1 } })
    const error = await failure(db().command({ collMod: 'items', index: { ...index, unique: true } }))
    expect(error).toMatchObject({ code: 359, codeName: 'CannotConvertIndexToUnique' })
    expect(error.errorResponse.violations).toEqual([{ ids: [1, 2] }])
    await items().deleteOne({ _id: 2 } as Document)
    await db().command({ collMod: 'items', index: { ...index, unique: true } })
    expect((await items().indexes())[1]).toEqual({ v: 2, key: { x: 1 }, name: 'x_1', unique: true })
    expect((await failure(items().insertOne({ x: 1 }))).code).toBe(11000)
    expect(await items().countDocuments({ x: 2 }, { hint: 'x_1' })).toBe(1)
    expect(await db().command({ validate: 'items' })).toMatchObject({ valid: true, keysPerIndex: { x_1: 2 } })
  })

  test('hidden and expireAfterSeconds come and go', async () => {
    await items().createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    const answer = await db().command({
      collMod: 'items',
      index: { name: 'at_1', hidden: true, expireAfterSeconds: 120 },
    })
    expect(answer).toMatchObject({
      expireAfterSeconds_old: 60,
      expireAfterSeconds_new: 120,
      hidden_old: false,
      hidden_new: true,
    })
    expect((await failure(db().command({ collMod: 'items', index: { name: 'none', hidden: true } }))).code).toBe(27)
  })
})

test('a clustered collection bears its index by the name it was given', async () => {
  await db().createCollection('items', { clusteredIndex: { key: { _id: 1 }, unique: true, name: 'by id' } })
  await items().insertMany([{ _id: 2 }, { _id: 1 }] as Document[])
  expect((await failure(items().insertOne({ _id: 1 } as Document))).code).toBe(11000)
  const [info] = await db().listCollections().toArray()
  expect(info).toMatchObject({ options: { clusteredIndex: { v: 2, key: { _id: 1 }, name: 'by id', unique: true } } })
  expect(await items().indexes()).toEqual([{ v: 2, key: { _id: 1 }, name: 'by id', unique: true, clustered: true }])
  expect((await failure(db().createCollection('x', { clusteredIndex: { key: { n: 1 }, unique: true } }))).code).toBe(
    197,
  )
})

describe('a time series', () => {
  const create = () =>
    db().createCollection('items', {
      timeseries: { timeField: 'at', metaField: 'of', granularity: 'minutes' },
      expireAfterSeconds: 3600,
    })

  test('takes measurements, each with its time, and forgets them in time', async () => {
    await create()
    const now = new Date()
    await items().insertMany([
      { _id: 1, at: now, of: 'a', v: 1 },
      { _id: 1, at: now, of: 'a', v: 2 },
      { _id: 2, at: new Date(0), of: 'b' },
    ] as Document[])
    expect((await failure(items().insertOne({ of: 'a' }))).code).toBe(2)
    expect(
      await items()
        .aggregate([{ $group: { _id: '$of', sum: { $sum: '$v' } } }, { $sort: { _id: 1 } }])
        .toArray(),
    ).toEqual([
      { _id: 'a', sum: 3 },
      { _id: 'b', sum: 0 },
    ])
    expect((await items().indexes()).map(({ name }) => name)).toEqual(['of_1_at_1'])
    const [info] = await db().listCollections().toArray()
    expect(info).toMatchObject({
      type: 'timeseries',
      options: { timeseries: { timeField: 'at', metaField: 'of', granularity: 'minutes' }, expireAfterSeconds: 3600 },
    })
    expect((await failure(items().updateOne({ v: 1 }, { $set: { v: 3 } }))).code).toBe(238)
    await started.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 })
    await expect.poll(() => items().countDocuments(), { timeout: 10_000, interval: 200 }).toBe(2)
    await started.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 60 })
    expect((await items().deleteMany({ of: 'a' })).deletedCount).toBe(2)
    expect(await db().command({ validate: 'items' })).toMatchObject({ valid: true, nrecords: 0 })
  })

  test('that makes no sense is refused', async () => {
    const code = async (timeseries: Document) => (await failure(db().command({ create: 'x', timeseries }))).code
    expect(await code({ timeField: 'a.b' })).toBe(72)
    expect(await code({ timeField: 'a', metaField: 'a' })).toBe(72)
    expect(await code({ timeField: 'a', granularity: 'years' })).toBe(2)
    expect(await code({ metaField: 'a' })).toBe(40414)
    expect((await failure(db().createCollection('x', { capped: true, size: 1000 }))).code).toBe(238)
  })
})
