import { type Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const kept = () => started.client.db('images').collection<Document>('kept')

test('a collection keeps its documents before and after, also over a restart', async () => {
  await started.client.db('images').createCollection('kept', { changeStreamPreAndPostImages: { enabled: true } })
  const stream = kept().watch([], { fullDocument: 'required', fullDocumentBeforeChange: 'required' })
  const first = stream.next()
  await kept().insertOne({ _id: 1, n: 1 } as Document)
  const { _id: resumeAfter } = await first
  await stream.close()
  await started.client.withSession((session) =>
    session.withTransaction(async () => {
      await kept().updateOne({ n: 1 }, { $set: { n: 2 } }, { session })
      await kept().updateOne({ n: 2 }, { $set: { n: 3 } }, { session })
    }),
  )
  await kept().replaceOne({ n: 3 }, { r: 1 })
  await kept().deleteOne({ r: 1 })
  await started.restart()
  const again = kept().watch([], { fullDocument: 'required', fullDocumentBeforeChange: 'required', resumeAfter })
  const events: Document[] = []
  for (let i = 0; i < 4; i++) events.push(await again.next())
  await again.close()
  expect(events).toMatchObject([
    { operationType: 'update', fullDocument: { _id: 1, n: 2 }, fullDocumentBeforeChange: { _id: 1, n: 1 } },
    { operationType: 'update', fullDocument: { _id: 1, n: 3 }, fullDocumentBeforeChange: { _id: 1, n: 2 } },
    { operationType: 'replace', fullDocument: { _id: 1, r: 1 }, fullDocumentBeforeChange: { _id: 1, n: 3 } },
    { operationType: 'delete', fullDocumentBeforeChange: { _id: 1, r: 1 } },
  ])
})

test('without them they are null, and an error where they are required', async () => {
  const plain = started.client.db('images').collection<Document>('plain')
  await plain.insertOne({ n: 1 })
  const stream = plain.watch([], { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' })
  const strict = plain.watch([], { fullDocumentBeforeChange: 'required' })
  await Promise.all([stream.tryNext(), strict.tryNext()])
  await plain.updateOne({}, { $set: { n: 2 } })
  expect(await stream.next()).toMatchObject({ fullDocument: null, fullDocumentBeforeChange: null })
  await expect(strict.next()).rejects.toThrow(MongoServerError)
  await stream.close()
})

test('what $out fills is not seen by a stream over the database', async () => {
  const database = started.client.db('out')
  await database.collection('from').insertMany([{ n: 1 }, { n: 2 }])
  const stream = database.watch()
  await stream.tryNext()
  await database
    .collection('from')
    .aggregate([{ $out: 'to' }])
    .toArray()
  await database.collection('to').insertOne({ n: 3 })
  expect(await stream.next()).toMatchObject({ operationType: 'rename', to: { db: 'out', coll: 'to' } })
  expect(await stream.next()).toMatchObject({ operationType: 'insert', ns: { coll: 'to' }, fullDocument: { n: 3 } })
  await stream.close()
})
