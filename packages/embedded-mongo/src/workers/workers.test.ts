import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DocumentStream } from '../commands/cursors.ts'
import { MongoServerFailure } from '../errors.ts'
import { HandOver, Pacer } from '../plan/index.ts'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { decodeDocument, encodeDocument, fromPlain, type Plain, toPlain } from '../values/index.ts'
import type { ReadJob } from './messages.ts'
import { OffloadingStream } from './offloading-stream.ts'
import { WorkerPool } from './worker-pool.ts'

const COUNT = 20_000
let started: TestDatabase
let pool: WorkerPool
beforeAll(async () => {
  started = await startForTest()
  const docs = Array.from({ length: COUNT }, (_, n) => ({ _id: n, k: n % 7, n, text: 'x'.repeat(100) }))
  await collection().insertMany(docs)
  await started.client.db('d').createCollection('few', { viewOn: 'c', pipeline: [{ $match: { n: { $lt: 10 } } }] })
  const directory = started.dataDir
  pool = new WorkerPool({ directory, spillDirectory: join(directory, 'spill'), memoryLimitBytes: 200_000 })
}, 60_000)
afterAll(async () => {
  await pool.close()
  await started.close()
})

const collection = () => started.client.db('d').collection<{ _id: number; k: number; n: number }>('c')
const job = (name: ReadJob['name'], body: Plain): ReadJob => ({
  name,
  database: 'd',
  body: encodeDocument(fromPlain({ ...body, $db: 'd' })),
})
const aggregation = (pipeline: readonly Plain[], more: Plain = {}) =>
  job('aggregate', { aggregate: 'c', pipeline, cursor: {}, ...more })

async function answer(stream: DocumentStream, size = 1000): Promise<Record<string, unknown>[]> {
  const documents: Record<string, unknown>[] = []
  while (!stream.isDone)
    for (const bytes of await stream.next(size, new Pacer())) documents.push(toPlain(decodeDocument(bytes)))
  return documents
}

test('a worker answers what the database does: groups, sorts on disk, finds, views, in batches', async () => {
  const group = [{ $group: { _id: '$k', n: { $sum: '$n' } } }, { $sort: { _id: 1 } }]
  expect(await answer(pool.open(aggregation(group)))).toEqual(await collection().aggregate(group).toArray())
  const sorted = await answer(
    pool.open(job('find', { find: 'c', sort: { text: 1, n: -1 }, projection: { n: 1 } })),
    3000,
  )
  expect(sorted.map(({ n }) => n)).toEqual(Array.from({ length: COUNT }, (_, i) => COUNT - 1 - i))
  const stream = pool.open(job('find', { find: 'few', filter: { n: { $gt: 3 } } }))
  expect(await answer(stream, 4)).toHaveLength(6)
  expect(stream.takeExamined?.().docs).toBe(COUNT)
})

test('it reads what was acknowledged before, and goes on over newer data between batches', async () => {
  await collection().insertOne({ _id: -1, k: -1, n: -1 })
  const stream = pool.open(job('find', { find: 'c', filter: { _id: { $lt: 3 } }, sort: { _id: 1 } }))
  const first = await stream.next(2, new Pacer())
  expect(first.map((bytes) => decodeDocument(bytes).get('k'))).toEqual(fromPlain({ a: [-1, 0] }).get('a'))
  await collection().deleteOne({ _id: 1 })
  expect((await answer(stream)).map(({ _id }) => _id)).toEqual([2])
  await collection().insertOne({ _id: 1, k: 1, n: 1 })
  await collection().deleteOne({ _id: -1 })
})

test('errors come as they are', async () => {
  const wrong = pool.open(aggregation([{ $group: { _id: { $divide: ['$n', 0] } } }]))
  await expect(wrong.next(1, new Pacer())).rejects.toMatchObject({
    code: expect.any(Number),
    message: expect.stringContaining('divide'),
  })
  const large = pool.open(aggregation([{ $sort: { text: 1 } }], { allowDiskUse: false }))
  await expect(large.next(1, new Pacer())).rejects.toMatchObject({ code: 292 })
})

test('who ends a query ends it in its thread, which serves others on', async () => {
  const endless = [
    { $lookup: { from: 'c', pipeline: [{ $match: { $expr: { $lt: ['$n', '$$x'] } } }], let: { x: '$n' }, as: 'all' } },
  ]
  const pacer = new Pacer()
  const stream = pool.open(aggregation([...endless, { $count: 'n' }]))
  const other = answer(pool.open(aggregation([{ $count: 'n' }])))
  const ended = stream.next(1, pacer)
  expect(await other).toEqual([{ n: COUNT }])
  pacer.stop(new MongoServerFailure('Interrupted', 'enough'))
  await expect(ended).rejects.toMatchObject({ code: 11601, message: 'enough' })
  const timed = pool.open(aggregation([...endless, { $count: 'n' }]))
  await expect(timed.next(1, new Pacer(50))).rejects.toMatchObject({ code: 50 })
  expect(await answer(pool.open(aggregation([{ $limit: 1 }, { $project: { _id: 1 } }])))).toEqual([{ _id: 0 }])
})

test('a closed pool fails what runs, and a new query starts a new thread', async () => {
  const running = pool.open(
    aggregation([{ $sort: { text: 1, n: -1 } }, { $group: { _id: null, all: { $last: '$n' } } }]),
  )
  const ended = running.next(1, new Pacer()).then(
    () => 'answered',
    (error: unknown) => error,
  )
  await pool.close()
  expect(await ended).toBeInstanceOf(MongoServerFailure)
  expect(await answer(pool.open(aggregation([{ $count: 'n' }])))).toEqual([{ n: COUNT }])
})

test('heavy work begins again elsewhere; light work, and later batches, stay', async () => {
  const bytes = [encodeDocument(fromPlain({ n: 1 }))]
  const calls: string[] = []
  const streamOf = (name: string, next: (pacer: Pacer) => Promise<Uint8Array[]>): DocumentStream => ({
    isDone: false,
    next: (_size, pacer) => {
      calls.push(name)
      return next(pacer)
    },
    takeExamined: () => ({ keys: 0, docs: name === 'here' ? 5 : 7 }),
    pause: () => undefined,
    close: () => calls.push(`${name} closed`),
  })
  const there = streamOf('there', async () => bytes)
  const heavy = new OffloadingStream(
    streamOf('here', async (pacer) => {
      for (;;) if (pacer.isDue()) await pacer.rest()
    }),
    () => there,
  )
  expect(await heavy.next(1, new Pacer())).toBe(bytes)
  await heavy.next(1, new Pacer())
  expect(calls).toEqual(['here', 'here closed', 'there', 'there'])
  expect(heavy.takeExamined()).toEqual({ keys: 0, docs: 7 })

  const failing = new OffloadingStream(
    streamOf('here', async () => {
      throw new HandOver()
    }),
    () => there,
  )
  expect(await failing.next(1, new Pacer())).toBe(bytes)
  const light = new OffloadingStream(
    streamOf('light', async () => bytes),
    () => there,
  )
  expect(await light.next(1, new Pacer())).toBe(bytes)
  expect(calls.slice(4)).toEqual(['here', 'here closed', 'there', 'light'])
})
