import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

test('serverStatus says what is open, how much came in, and what was asked', async () => {
  const items = started.client.db('status').collection('items')
  const admin = started.client.db('admin')
  const before = await admin.command({ serverStatus: 1 })
  await items.insertMany([{ n: 1 }, { n: 2 }])
  await items.find({}).toArray()
  await items.updateOne({ n: 1 }, { $set: { n: 3 } })
  await items.deleteOne({ n: 3 })
  const after = await admin.command({ serverStatus: 1 })
  for (const kind of ['insert', 'query', 'update', 'delete'])
    expect(after.opcounters[kind] - before.opcounters[kind], kind).toBe(1)
  expect(after.connections).toMatchObject({ current: expect.any(Number), available: expect.any(Number), active: 1 })
  expect(after.network.bytesIn).toBeGreaterThan(before.network.bytesIn)
  expect(after.network.bytesOut).toBeGreaterThan(before.network.bytesOut)
  expect(after.mem.resident).toBeGreaterThan(10)
  expect(after.uptime).toBeGreaterThan(0)
  expect(after.repl).toMatchObject({ setName: 'embedded', isWritablePrimary: true })
})

test('collStats and dbStats add up documents and index entries', async () => {
  const db = started.client.db('sizes')
  const items = db.collection('items')
  await items.createIndex({ n: 1 })
  await items.insertMany(Array.from({ length: 500 }, (_, n) => ({ n, text: 'x'.repeat(100) })))
  await db.collection('others').insertOne({ n: 1 })
  const stats = await db.command({ collStats: 'items' })
  expect(stats).toMatchObject({ ns: 'sizes.items', count: 500, nindexes: 2, avgObjSize: 140, capped: false })
  expect(Object.keys(stats.indexSizes)).toEqual(['_id_', 'n_1'])
  expect(stats.indexSizes.n_1).toBeGreaterThan(500 * 10)
  expect(stats.totalIndexSize).toBe(stats.indexSizes._id_ + stats.indexSizes.n_1)
  expect(stats.totalSize).toBe(stats.size + stats.totalIndexSize)
  const scaled = await db.command({ collStats: 'items', scale: 1024 })
  expect(scaled).toMatchObject({ size: Math.trunc(stats.size / 1024), avgObjSize: 140, scaleFactor: 1024 })
  const whole = await db.stats()
  expect(whole).toMatchObject({ db: 'sizes', collections: 2, views: 0, objects: 501, indexes: 3, scaleFactor: 1 })
  expect(whole.indexSize).toBeGreaterThan(stats.totalIndexSize)
  const { databases } = await started.client.db().admin().listDatabases()
  expect(databases.find(({ name }) => name === 'sizes')).toMatchObject({ sizeOnDisk: whole.dataSize, empty: false })
  expect(whole.fsTotalSize).toBeGreaterThan(whole.fsUsedSize)
})

test('the size of a large index is taken from its first entries', async () => {
  const items = started.client.db('sizes').collection('large')
  await items.createIndex({ n: 1 })
  for (let i = 0; i < 5; i++) await items.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n: i * 1000 + n })))
  const { indexSizes } = await started.client.db('sizes').command({ collStats: 'large' })
  // A number's key, the record id, the room, the index and the value.
  expect(indexSizes.n_1).toBeGreaterThan(5000 * 20)
  expect(indexSizes.n_1).toBeLessThan(5000 * 40)
})
