import { ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

let database: TestDatabase
const id = new ObjectId()

beforeAll(async () => {
  database = await startForTest()
  await things().insertMany([{ _id: id, name: 'one' }, { name: 'two' }])
})
afterAll(() => database.close())

const db = () => database.client.db('test')
const things = () => db().collection('things')

test('gives the document, or nothing', async () => {
  expect(await things().findOne({ _id: id })).toEqual({ _id: id, name: 'one' })
  expect(await things().findOne({ _id: new ObjectId() })).toBeNull()
  expect(await db().collection('absent').findOne({ _id: id })).toBeNull()
  expect(await things().find({ _id: id }).limit(-1).toArray()).toHaveLength(1)
})

test('is the same with what only the long way knows', async () => {
  expect(await things().findOne({ _id: id }, { projection: { name: 1 } })).toEqual({ _id: id, name: 'one' })
  expect(await things().findOne({ _id: id }, { skip: 1 })).toBeNull()
  expect(await things().findOne({ _id: id, name: 'two' })).toBeNull()
  expect(await things().findOne({ _id: id }, { hint: { $natural: 1 } })).toMatchObject({ name: 'one' })
  const view = `view_${id}`
  await db().createCollection(view, { viewOn: 'things', pipeline: [{ $set: { seen: true } }] })
  expect(await db().collection(view).findOne({ _id: id })).toEqual({ _id: id, name: 'one', seen: true })
})

test('an empty first batch leaves a cursor', async () => {
  const answer = await db().command({ find: 'things', filter: { _id: id }, batchSize: 0 })
  expect(answer.cursor.firstBatch).toEqual([])
  const more = await db().command({ getMore: answer.cursor.id, collection: 'things' })
  expect(more.cursor.nextBatch).toEqual([{ _id: id, name: 'one' }])
})

test('refuses what any find refuses', async () => {
  const find = (rest: object) => db().command({ find: 'things', filter: { _id: id }, ...rest })
  await expect(find({ limit: 'one' })).rejects.toMatchObject({ code: 14 })
  await expect(find({ batchSize: -1 })).rejects.toMatchObject({ code: 51024 })
  await expect(find({ singleBatch: 'yes' })).rejects.toMatchObject({ code: 14 })
  await expect(find({ unheardOf: 1 })).rejects.toMatchObject({ code: 40415 })
  await expect(find({ find: '' })).rejects.toMatchObject({ code: 73 })
})

test('in a transaction reads what the transaction wrote, and outside does not', async () => {
  const session = database.client.startSession()
  session.startTransaction()
  await things().updateOne({ _id: id }, { $set: { name: 'changed' } }, { session })
  expect(await things().findOne({ _id: id }, { session })).toMatchObject({ name: 'changed' })
  expect(await things().findOne({ _id: id })).toMatchObject({ name: 'one' })
  await session.abortTransaction()
  await session.endSession()
})

test('is counted like any other', async () => {
  const { opcounters } = await db().admin().serverStatus()
  await things().findOne({ _id: id })
  expect((await db().admin().serverStatus()).opcounters.query).toBe(opcounters.query + 1)
})
