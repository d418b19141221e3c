import { expect, test } from 'vitest'
import { startForTest } from '../start-for-test.test-support.ts'

test('a snapshot session reads one moment, over all batches of its cursors', async () => {
  const database = await startForTest()
  const { client } = database
  const things = client.db('test').collection<{ _id: number }>('things')
  await things.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })))
  const session = client.startSession({ snapshot: true })
  const found = things.find({}, { session, batchSize: 3 }).sort({ _id: 1 })
  expect(await found.next()).toEqual({ _id: 0 })
  await things.insertOne({ _id: 10 })
  await things.deleteOne({ _id: 5 })
  expect((await found.toArray()).map(({ _id }) => _id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(await things.distinct('_id', {}, { session })).toHaveLength(10)
  expect(await things.countDocuments()).toBe(10)
  expect(await things.findOne({ _id: 5 })).toBeNull()
  await session.endSession()
  await database.close()
})
