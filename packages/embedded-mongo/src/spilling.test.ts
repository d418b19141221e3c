import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from './start-for-test.test-support.ts'

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest({ memoryLimitBytes: 100_000 })
  const docs = Array.from({ length: 3000 }, (_, n) => ({
    _id: n,
    n: (n * 7919) % 3000,
    k: `k${n % 700}`,
    text: 'x'.repeat(100),
  }))
  await started.client.db('d').collection<{ _id: number }>('c').insertMany(docs)
})
afterAll(() => started.close())

const collection = () => started.client.db('d').collection<{ _id: number; n: number; k: string }>('c')
const onDisk = () => readdir(join(started.dataDir, 'spill')).catch(() => [])

test('a find sorts more than memory holds, through several batches', async () => {
  const numbers: number[] = []
  for await (const { n } of collection().find().sort({ n: 1 }).batchSize(500)) numbers.push(n)
  expect(numbers).toEqual(Array.from({ length: 3000 }, (_, n) => n))
  const page = await collection().find().sort({ n: -1 }).skip(1500).limit(1400).project({ n: 1 }).toArray()
  expect(page.map(({ n }) => n)).toEqual(Array.from({ length: 1400 }, (_, i) => 1499 - i))
  await expect.poll(onDisk).toEqual([])
})

test('an aggregation sorts and groups more than memory holds', async () => {
  const groups = await collection()
    .aggregate([
      { $sort: { n: 1 } },
      { $group: { _id: '$k', count: { $sum: 1 }, ns: { $push: '$n' } } },
      { $sort: { _id: 1 } },
    ])
    .toArray()
  expect(groups).toHaveLength(700)
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(3000)
  for (const { ns } of groups) expect(ns).toEqual([...ns].sort((a: number, b: number) => a - b))
  await expect.poll(onDisk).toEqual([])
})

test('a cursor that is killed in the middle leaves nothing on disk', async () => {
  for (const cursor of [
    collection().find().sort({ n: 1 }).batchSize(10),
    collection().aggregate([{ $set: { m: '$n' } }, { $sort: { m: 1 } }], { batchSize: 10 }),
  ]) {
    await cursor.next()
    expect(await onDisk()).toHaveLength(1)
    await cursor.close()
    await expect.poll(onDisk).toEqual([])
  }
})

test('without leave to use the disk MongoDB’s error comes', async () => {
  const refused = { code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' }
  await expect(collection().find({}, { allowDiskUse: false }).sort({ n: 1 }).toArray()).rejects.toMatchObject(refused)
  const group = [{ $group: { _id: '$n', all: { $push: '$text' } } }]
  await expect(collection().aggregate(group, { allowDiskUse: false }).toArray()).rejects.toMatchObject(refused)
})
