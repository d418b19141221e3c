import { Binary, type Document, Long, type Timestamp } from 'bson'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { rawCommand } from '../raw-command.test-support.ts'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { EXPECTED_FAILURES } from './expected-failures.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())
beforeEach(async () => {
  await started.client.db('raw').dropDatabase()
})

const send = (command: Document): Promise<Document> => rawCommand(started.database.port, { ...command, $db: 'raw' })
const contentOf = async (command: Document): Promise<Document[]> => (await send(command)).cursor.firstBatch
const newSession = () => ({ id: new Binary(crypto.getRandomValues(new Uint8Array(16)), 4) })

const PROOFS: Readonly<Record<string, () => Promise<void>>> = {
  async 'bypassDocumentValidation: false'() {
    const no = { bypassDocumentValidation: false }
    await send({ insert: 'source', documents: [{ _id: 1, n: 'x' }] })
    await send({ create: 'c', validator: { n: { $type: 'int' } } })
    const good = await send({
      insert: 'c',
      documents: [
        { _id: 1, n: 1 },
        { _id: 2, n: 2 },
      ],
      ...no,
    })
    expect(good).toMatchObject({ ok: 1, n: 2 })
    const refused = { ok: 1, n: 0, writeErrors: [{ index: 0, code: 121 }] }
    expect(await send({ insert: 'c', documents: [{ n: 'x' }], ...no })).toMatchObject(refused)
    const update = (u: Document) => ({ update: 'c', updates: [{ q: { _id: 1 }, u }], ...no })
    expect(await send(update({ $set: { n: 'x' } }))).toMatchObject(refused)
    expect(await send(update({ n: 'x' }))).toMatchObject(refused)
    expect(await send(update({ $set: { n: 3 } }))).toMatchObject({ ok: 1, nModified: 1 })
    const modify = { findAndModify: 'c', query: { _id: 1 }, ...no }
    expect(await send({ ...modify, update: { $set: { n: 4 } } })).toMatchObject({ ok: 1, value: { n: 3 } })
    expect(await send({ ...modify, update: { n: 5 } })).toMatchObject({ ok: 1, value: { n: 4 } })
    expect(await send({ ...modify, update: { n: 'x' } })).toMatchObject({ ok: 0, code: 121 })
    const out = { aggregate: 'source', pipeline: [{ $out: 'c' }], cursor: {}, ...no }
    expect(await send(out)).toMatchObject({ ok: 0, code: 121 })
    expect(await send({ ...out, bypassDocumentValidation: true })).toMatchObject({ ok: 1 })
  },

  async '_id: null'() {
    expect(await send({ insert: 'c', documents: [{ _id: null, n: 1 }] })).toMatchObject({ ok: 1, n: 1 })
    expect(await send({ insert: 'c', documents: [{ n: 2, _id: null }] })).toMatchObject({
      n: 0,
      writeErrors: [{ code: 11000 }],
    })
    expect(await contentOf({ find: 'c', filter: { _id: null } })).toEqual([{ _id: null, n: 1 }])
    expect(await contentOf({ find: 'c', filter: { _id: { $type: 'null' } } })).toHaveLength(1)
  },

  async 'a write never committed'() {
    const failPoint = { configureFailPoint: 'onPrimaryTransactionalWrite', mode: { times: 1 } }
    await rawCommand(started.database.port, {
      ...failPoint,
      data: { failBeforeCommitExceptionCode: 1, closeConnection: false },
      $db: 'admin',
    })
    const insert = { insert: 'c', documents: [{ _id: 1 }], lsid: newSession(), txnNumber: Long.fromNumber(1) }
    expect(await send(insert)).toMatchObject({ writeErrors: [{ index: 0, code: 1 }], n: 0 })
    expect(await contentOf({ find: 'c' })).toEqual([])
  },

  async 'reads in a transaction of the primary'() {
    await send({ insert: 'c', documents: [{ _id: 1 }] })
    const transaction = {
      lsid: newSession(),
      txnNumber: Long.fromNumber(1),
      autocommit: false,
      $readPreference: { mode: 'primary' },
    }
    expect(await contentOf({ find: 'c', ...transaction, startTransaction: true })).toEqual([{ _id: 1 }])
    expect(await send({ insert: 'c', documents: [{ _id: 2 }], ...transaction })).toMatchObject({ ok: 1, n: 1 })
    const commit = { commitTransaction: 1, ...transaction, $db: 'admin' }
    expect(await rawCommand(started.database.port, commit)).toMatchObject({ ok: 1 })
    // A set of one node has nobody else to ask: the primary answers what a secondary would.
    expect(await contentOf({ find: 'c', $readPreference: { mode: 'secondaryPreferred' } })).toHaveLength(2)
  },

  async 'reads at a past time'() {
    await send({
      insert: 'c',
      documents: [
        { _id: 1, x: 1 },
        { _id: 2, x: 1 },
      ],
    })
    const first = await send({ find: 'c', readConcern: { level: 'snapshot' } })
    const atClusterTime: Timestamp = first.cursor.atClusterTime
    await send({ insert: 'c', documents: [{ _id: 3, x: 3 }] })
    const readConcern = { level: 'snapshot', atClusterTime }
    expect(await contentOf({ find: 'c', readConcern })).toHaveLength(2)
    expect(await send({ distinct: 'c', key: 'x', readConcern })).toMatchObject({ values: [1], atClusterTime })
    const counted = [{ $match: {} }, { $group: { _id: 1, n: { $sum: 1 } } }]
    expect(await contentOf({ aggregate: 'c', pipeline: counted, cursor: {}, readConcern })).toEqual([{ _id: 1, n: 2 }])
    expect(await contentOf({ find: 'c' })).toHaveLength(3)
  },
}

describe('what the driver keeps from the server, said to the server directly', () => {
  test.each(Object.entries(PROOFS))('%s', async (_name, prove) => prove())

  test('covers every failure that is the driver’s', () => {
    const unproven = [...EXPECTED_FAILURES].filter(([, { cause, proof }]) => cause === 'driver' && !PROOFS[proof ?? ''])
    expect(unproven.map(([name]) => name)).toEqual([])
  })
})
