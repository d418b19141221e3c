import { type ChangeStream, type Document, MongoServerError, Timestamp } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

interface Item {
  _id: number | string
  a?: number
  b?: number
  n?: number
  z?: number
  text?: string
  nested?: { x: number; y: number }
  list?: number[]
}

let started: TestDatabase
let streams: ChangeStream[] = []
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())
beforeEach(async () => {
  for (const stream of streams) await stream.close()
  streams = []
  await db().dropDatabase()
})

const db = () => started.client.db('changes')
const items = () => db().collection<Item>('items')

/** Opens the stream on the server, so that what is written next is in it. */
async function open<T extends ChangeStream>(stream: T): Promise<T> {
  streams.push(stream)
  await stream.tryNext()
  return stream
}

async function next(stream: ChangeStream, count = 1): Promise<Document[]> {
  const events: Document[] = []
  while (events.length < count) events.push(await stream.next())
  return events
}

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof MongoServerError ? error.code : error),
  )

describe('a change stream', () => {
  test('tells of inserts, updates, replacements and deletes in their order', async () => {
    const stream = await open(items().watch())
    await items().insertOne({ _id: 1, a: 1, nested: { x: 1, y: 2 }, list: [1, 2, 3, 4] })
    await items().updateOne({ _id: 1 }, { $set: { 'nested.x': 5, b: 2 }, $unset: { a: '' }, $push: { list: 5 } })
    await items().updateOne({ _id: 1 }, [{ $set: { list: [1, 2, 3] } }])
    await items().updateOne({ _id: 1 }, { $set: { b: 2 } })
    await items().replaceOne({ _id: 1 }, { z: 1 })
    await items().deleteOne({ _id: 1 })
    const ns = { db: 'changes', coll: 'items' }
    const events = await next(stream, 5)
    expect(events).toMatchObject([
      {
        operationType: 'insert',
        ns,
        documentKey: { _id: 1 },
        fullDocument: { _id: 1, a: 1, nested: { x: 1, y: 2 }, list: [1, 2, 3, 4] },
      },
      {
        operationType: 'update',
        ns,
        documentKey: { _id: 1 },
        updateDescription: {
          updatedFields: { 'nested.x': 5, b: 2, 'list.4': 5 },
          removedFields: ['a'],
          truncatedArrays: [],
        },
      },
      {
        operationType: 'update',
        updateDescription: { updatedFields: {}, truncatedArrays: [{ field: 'list', newSize: 3 }] },
      },
      { operationType: 'replace', fullDocument: { _id: 1, z: 1 }, documentKey: { _id: 1 } },
      { operationType: 'delete', documentKey: { _id: 1 } },
    ])
    expect(events[1]).not.toHaveProperty('fullDocument')
    expect(events[0]?.clusterTime).toBeInstanceOf(Timestamp)
    expect(events[0]?.wallTime).toBeInstanceOf(Date)
    const tokens = events.map((event) => String(event._id._data))
    expect([...tokens].sort()).toEqual(tokens)
  })

  test('looks the document of an update up', async () => {
    await items().insertOne({ _id: 1, n: 0 })
    const stream = await open(items().watch([], { fullDocument: 'updateLookup' }))
    await items().updateOne({ _id: 1 }, { $inc: { n: 1 } })
    expect(await next(stream)).toMatchObject([{ operationType: 'update', fullDocument: { _id: 1, n: 1 } }])
    await items().bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
      { deleteOne: { filter: {} } },
    ])
    expect(await next(stream)).toMatchObject([{ operationType: 'update', fullDocument: null }])
  })

  test('a waiting getMore is woken by the commit', async () => {
    const { resumeToken } = await open(items().watch())
    const stream = items().watch([], { resumeAfter: resumeToken, maxAwaitTimeMS: 600_000 })
    streams.push(stream)
    const event = stream.next()
    await items().insertOne({ _id: 1 })
    expect(await event).toMatchObject({ operationType: 'insert' })
  })

  test('goes on behind a token, also after a restart', async () => {
    const stream = await open(items().watch())
    await items().insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    const [first] = await next(stream)
    await stream.close()
    await started.restart()
    const resumed = items().watch([], { resumeAfter: first?._id })
    streams.push(resumed)
    expect((await next(resumed, 2)).map(({ documentKey }) => documentKey._id)).toEqual([2, 3])
    const timed = items().watch([], { startAtOperationTime: first?.clusterTime })
    streams.push(timed)
    expect((await next(timed, 3)).map(({ documentKey }) => documentKey._id)).toEqual([1, 2, 3])
  })

  test('takes nothing in from before a time within one commit', async () => {
    const probe = await open(items().watch())
    await Promise.all([1, 2, 3, 4, 5].map((_id) => items().insertOne({ _id })))
    const seen = await next(probe, 5)
    const stream = items().watch([], { startAtOperationTime: seen[2]?.clusterTime })
    streams.push(stream)
    expect(await next(stream, 3)).toEqual(seen.slice(2))
  })

  test('shows a transaction when it commits, with its session', async () => {
    for (const name of ['items', 'others']) await db().createCollection(name)
    const stream = await open(db().watch())
    const session = started.client.startSession()
    session.startTransaction()
    await items().insertOne({ _id: 'in' }, { session })
    await items().insertOne({ _id: 'out' })
    await db().collection<{ _id: number }>('others').insertOne({ _id: 2 }, { session })
    await session.commitTransaction()
    const aborted = started.client.startSession()
    aborted.startTransaction()
    await items().insertOne({ _id: 'never' }, { session: aborted })
    await aborted.abortTransaction()
    await items().insertOne({ _id: 'last' })
    const events = await next(stream, 4)
    expect(events.map(({ documentKey }) => documentKey._id)).toEqual(['out', 'in', 2, 'last'])
    expect(events.map(({ txnNumber }) => txnNumber !== undefined)).toEqual([false, true, true, false])
    expect(events[1]?.lsid.id).toEqual(session.id?.id)
    expect(events[1]?.clusterTime).toEqual(events[2]?.clusterTime)
    await session.endSession()
    await aborted.endSession()
  })

  test('ends with an invalidate event when its collection goes', async () => {
    await items().insertOne({ _id: 1 })
    const stream = await open(items().watch())
    await items().drop()
    const [dropped, invalid] = await next(stream, 2)
    expect(dropped).toMatchObject({ operationType: 'drop', ns: { db: 'changes', coll: 'items' } })
    expect(invalid).toMatchObject({ operationType: 'invalidate' })
    await items().insertOne({ _id: 2 })
    const again = items().watch([], { startAfter: invalid?._id })
    streams.push(again)
    expect(await next(again)).toMatchObject([{ operationType: 'insert', documentKey: { _id: 2 } }])
    expect(await codeOf(items().watch([], { resumeAfter: invalid?._id }).next())).toBe(260)
    const behindDrop = items().watch([], { resumeAfter: dropped?._id })
    streams.push(behindDrop)
    expect(await next(behindDrop)).toMatchObject([{ operationType: 'invalidate' }])
  })

  test('of a database or of all tells of every collection, renames and the end of a database', async () => {
    const all = await open(started.client.watch([{ $match: { 'ns.db': { $in: ['changes', 'elsewhere'] } } }]))
    const one = await open(db().watch())
    await items().insertOne({ _id: 1 })
    await started.client.db('elsewhere').collection<{ _id: number }>('x').insertOne({ _id: 9 })
    await items().rename('renamed')
    await db().dropDatabase()
    const expected = [
      { operationType: 'insert', documentKey: { _id: 1 } },
      { operationType: 'rename', ns: { coll: 'items' }, to: { db: 'changes', coll: 'renamed' } },
      { operationType: 'drop', ns: { coll: 'renamed' } },
      { operationType: 'dropDatabase', ns: { db: 'changes' } },
    ]
    expect(await next(one, 5)).toMatchObject([...expected, { operationType: 'invalidate' }])
    const [first, ...others] = expected
    expect(await next(all, 5)).toMatchObject([first, { documentKey: { _id: 9 } }, ...others])
    await started.client.db('elsewhere').dropDatabase()
  })

  test('passes through further stages, which may not touch the token', async () => {
    const stream = await open(
      items().watch([{ $match: { 'fullDocument.n': { $gt: 1 } } }, { $project: { 'fullDocument.n': 1 } }]),
    )
    await items().insertMany([1, 2, 3].map((n) => ({ _id: n, n })))
    const events = await next(stream, 2)
    expect(events.map(({ fullDocument }) => fullDocument)).toEqual([{ n: 2 }, { n: 3 }])
    const broken = await open(items().watch([{ $project: { _id: 0 } }]))
    await items().insertOne({ _id: 4 })
    expect(String(await broken.next().catch((error: unknown) => error))).toMatch(/_id/)
    const raw = (pipeline: Document[]) => db().command({ aggregate: 'items', pipeline, cursor: {} })
    expect(await codeOf(raw([{ $changeStream: {} }, { $group: { _id: 1 } }]))).toBe(20)
    expect(await codeOf(raw([{ $changeStream: { nonsense: 1 } }]))).toBe(40415)
    expect(await codeOf(raw([{ $changeStream: { fullDocument: 'sometimes' } }]))).toBe(2)
    expect(await codeOf(raw([{ $changeStream: { startAtOperationTime: new Timestamp({ t: 1, i: 1 }) } }]))).toBe(286)
    expect(await codeOf(raw([{ $changeStream: { resumeAfter: { _data: 'no' } } }]))).toBe(260)
  })

  test('large commits come in their order, in batches', async () => {
    const stream = await open(items().watch([], { batchSize: 50 }))
    await items().insertMany(Array.from({ length: 700 }, (_, n) => ({ _id: n, text: 'x'.repeat(1000) })))
    const events = await next(stream, 700)
    expect(events.map(({ documentKey }) => documentKey._id)).toEqual(Array.from({ length: 700 }, (_, n) => n))
  })

  test('killing the cursor wakes whoever waits for it', async () => {
    const opened = await db().command({ aggregate: 'items', pipeline: [{ $changeStream: {} }], cursor: {} })
    expect(opened.cursor.postBatchResumeToken._data).toMatch(/^[0-9a-f]{26}$/)
    const waiting = codeOf(db().command({ getMore: opened.cursor.id, collection: 'items', maxTimeMS: 600_000 }))
    await db().command({ killCursors: 'items', cursors: [opened.cursor.id] })
    expect(await waiting).toBe(43)
  })
})
