import { once } from 'node:events'
import { connect } from 'node:net'
import { type Document, Long, serialize } from 'bson'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const lines: string[] = []
let started: TestDatabase
let admin: MongoClient

beforeAll(async () => {
  const say = (message: string) => {
    lines.push(message)
  }
  started = await startForTest({ logger: { info: say, warn: say, error: (error) => say(String(error)) } })
  admin = await MongoClient.connect(started.database.uri)
  const items = started.client.db('test').collection('items')
  for (let i = 0; i < 10; i++)
    await items.insertMany(
      Array.from({ length: 2000 }, (_, n) => ({ n: i * 2000 + n, secret: 'hush', text: 'x'.repeat(200) })),
    )
})
afterAll(async () => {
  await admin.close()
  await started.close()
})
beforeEach(async () => {
  await admin.db('admin').command({ profile: 0, slowms: 100_000 })
  lines.length = 0
})

const current = (match: Document): Promise<Document[]> =>
  admin
    .db('admin')
    .aggregate([{ $currentOp: { allUsers: true } }, { $match: match }])
    .toArray()

/** Asks until the operation is there. */
async function findOperation(match: Document): Promise<Document> {
  for (;;) {
    const [operation] = await current(match)
    if (operation) return operation
  }
}

/** A question that never ends by itself: every document with every other. */
const endless = (comment: string) =>
  started.client
    .db('test')
    .collection('items')
    .aggregate(
      [
        {
          $lookup: {
            from: 'items',
            let: { n: '$n' },
            pipeline: [{ $match: { $expr: { $gt: ['$n', '$$n'] } } }],
            as: 'all',
          },
        },
        { $match: { 'all.text': 'nothing' } },
      ],
      { comment },
    )
    .toArray()
    .then(
      () => ({ code: 0 }),
      (error: unknown) => error,
    )

describe('what runs', () => {
  test('is shown by $currentOp, and ended by killOp within its next rest', async () => {
    const answer = endless('to be killed')
    const operation = await findOperation({ 'command.comment': 'to be killed' })
    expect(operation).toMatchObject({
      type: 'op',
      active: true,
      op: 'command',
      ns: 'test.items',
      desc: expect.stringMatching(/^conn\d+$/),
    })
    expect(operation.command.pipeline).toHaveLength(2)
    expect(operation.lsid).toBeDefined()
    expect(await admin.db('admin').command({ killOp: 1, op: operation.opid })).toMatchObject({ ok: 1 })
    expect(await answer).toMatchObject({ code: 11601, codeName: 'Interrupted', message: 'operation was interrupted' })
    expect(await current({ 'command.comment': 'to be killed' })).toEqual([])
  })

  test('the currentOp command takes conditions', async () => {
    const answer = endless('by command')
    await findOperation({ 'command.comment': 'by command' })
    const { inprog } = await admin
      .db('admin')
      .command({ currentOp: 1, ns: 'test.items', 'command.comment': 'by command' })
    expect(inprog).toHaveLength(1)
    const none = await admin.db('admin').command({ currentOp: 1, ns: 'test.others' })
    expect(none.inprog).toEqual([])
    await admin.db('admin').command({ killOp: 1, op: inprog[0].opid })
    await answer
  })

  test('an open transaction that rests is shown as an idle session', async () => {
    const session = started.client.startSession()
    session.startTransaction()
    await started.client.db('test').collection('others').insertOne({ n: 1 }, { session })
    const [idle] = await current({ type: 'idleSession' })
    expect(idle).toMatchObject({ desc: 'inactive transaction', transaction: { parameters: { autocommit: false } } })
    await session.abortTransaction()
    await session.endSession()
  })

  test('a write that waits for a transaction can be ended', async () => {
    const others = started.client.db('test').collection<{ _id: string; n: number }>('others')
    await others.insertOne({ _id: 'held', n: 1 })
    const session = started.client.startSession()
    session.startTransaction()
    await others.updateOne({ _id: 'held' }, { $set: { n: 2 } }, { session })
    const waiting = others
      .updateOne({ _id: 'held' }, { $set: { n: 3 } }, { comment: 'waits' })
      .catch((error: unknown) => error)
    const { opid } = await findOperation({ 'command.comment': 'waits' })
    await admin.db('admin').command({ killOp: 1, op: opid })
    expect(await waiting).toMatchObject({ code: 11601 })
    await session.abortTransaction()
    await session.endSession()
    expect(await others.findOne({ _id: 'held' })).toMatchObject({ n: 1 })
  })

  test('killing what is over, or never was, does nothing', async () => {
    expect(await admin.db('admin').command({ killOp: 1, op: 999_999_999 })).toMatchObject({ ok: 1 })
    await expect(admin.db('test').command({ killOp: 1, op: 1 })).rejects.toMatchObject({ code: 13 })
  })
})

describe('a client that leaves', () => {
  const message = (body: Document): Buffer => {
    const bytes = serialize(body)
    const head = Buffer.alloc(21)
    head.writeInt32LE(21 + bytes.length, 0)
    head.writeInt32LE(2013, 12)
    return Buffer.concat([head, bytes])
  }

  test('ends a change stream that waits, and its cursor with it', async () => {
    const opened = await started.client
      .db('test')
      .command({ aggregate: 'items', pipeline: [{ $changeStream: {} }], cursor: {} })
    const { id } = opened.cursor
    const socket = connect(started.database.port, '127.0.0.1')
    await once(socket, 'connect')
    const getMore = Long.isLong(id) ? id : Long.fromNumber(id)
    socket.write(message({ getMore, collection: 'items', maxTimeMS: 600_000, $db: 'test' }))
    await findOperation({ op: 'getmore' })
    socket.destroy()
    while ((await current({ op: 'getmore' })).length > 0) await admin.db('admin').command({ ping: 1 })
    await expect(started.client.db('test').command({ getMore, collection: 'items' })).rejects.toMatchObject({
      code: 43,
    })
  })

  test('ends what it asked for', async () => {
    const socket = connect(started.database.port, '127.0.0.1')
    await once(socket, 'connect')
    const pipeline = [
      { $lookup: { from: 'items', pipeline: [{ $match: { $expr: { $eq: ['$n', -1] } } }], as: 'all' } },
      { $match: { n: -1 } },
    ]
    socket.write(message({ aggregate: 'items', pipeline, cursor: {}, comment: 'left', $db: 'test' }))
    await findOperation({ 'command.comment': 'left' })
    socket.destroy()
    while ((await current({ 'command.comment': 'left' })).length > 0) await admin.db('admin').command({ ping: 1 })
  })
})

describe('the log of slow operations', () => {
  test('has one line with the shape, without values', async () => {
    await admin.db('admin').command({ profile: 0, slowms: 0 })
    const items = started.client.db('test').collection('items')
    await items
      .find({ secret: 'hush', n: { $lt: 10 } })
      .sort({ n: -1 })
      .limit(3)
      .toArray()
    await items.updateMany({ secret: 'hush', n: 5 }, { $set: { seen: 'very private' } })
    const [find] = lines.filter((line) => line.includes(': find items'))
    expect(find).toMatch(
      /^slow operation: \d+ ms, test: find items \{ filter: \{ secret: \?, n: \{ \$lt: \? \} \}, sort: \{ n: -1 \}, limit: 3 \} keysExamined=0 docsExamined=20000 nreturned=3 conn\d+$/,
    )
    const [update] = lines.filter((line) => line.includes(': update items'))
    expect(update).toMatch(
      /updates: \[\{ q: \{ secret: \?, n: \? \}, u: \{ \$set: \{ seen: \? \} \}.*docsExamined=2\d{4} /,
    )
    expect(lines.join('\n')).not.toMatch(/hush|private/)
  })

  test('says nothing of what is quick, and nothing of waiting', async () => {
    await started.client.db('test').collection('items').findOne({})
    expect(lines).toEqual([])
    expect(await admin.db('admin').command({ profile: -1 })).toMatchObject({ was: 0, slowms: 100_000 })
    await expect(admin.db('admin').command({ profile: 2 })).rejects.toMatchObject({ code: 238 })
  })

  test('hides passwords wholly', async () => {
    await admin.db('admin').command({ profile: 0, slowms: 0 })
    await admin.db('admin').command({ createUser: 'slow', pwd: 'private pw', roles: [] })
    const [line] = lines.filter((one) => one.includes('createUser'))
    expect(line).toMatch(/ms, admin: createUser keys/)
    await admin.db('admin').command({ dropUser: 'slow' })
  })
})
