import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { startEmbeddedMongo } from './index.ts'
import { startForTest } from './start-for-test.test-support.ts'

const TIMEOUT = { timeout: 60_000 }

test('closing ends long scans and open transactions, and finishes writes', TIMEOUT, async () => {
  const started = await startForTest()
  // The driver would look for the server for 30 s.
  const client = await MongoClient.connect(started.database.uri, { serverSelectionTimeoutMS: 300 })
  const items = client.db('test').collection('items')
  for (let i = 0; i < 10; i++)
    await items.insertMany(Array.from({ length: 2000 }, (_, n) => ({ n, text: 'x'.repeat(300) })))
  const session = client.startSession()
  session.startTransaction()
  await items.insertOne({ n: -1 }, { session })
  const scan = items
    .aggregate([{ $match: { text: 'nothing' } }])
    .toArray()
    .then(
      () => 'finished',
      () => 'ended',
    )
  await items.findOne({})
  await started.database.close()
  expect(await scan).toBe('ended')
  await Promise.all([client.close(), started.client.close()])
  const again = await startEmbeddedMongo({ dataDir: started.dataDir })
  const later = await MongoClient.connect(again.uri)
  expect(await later.db('test').collection('items').countDocuments({ n: -1 })).toBe(0)
  await later.close()
  await again.close()
  await rm(started.dataDir, { recursive: true, force: true })
})

test('the process says when it is ready and leaves when its channel closes', TIMEOUT, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-main-'))
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = fork(main, ['--data', dataDir], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [ready] = await once(child, 'message')
  expect(ready).toMatchObject({ type: 'ready', uri: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+\//) })
  const exited = once(child, 'exit')
  child.disconnect()
  expect(await exited).toEqual([0, null])
  const again = await startEmbeddedMongo({ dataDir })
  await again.close()
  await rm(dataDir, { recursive: true, force: true })
})
