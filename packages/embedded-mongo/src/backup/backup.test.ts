import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startEmbeddedMongo } from '../index.ts'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { compactDirectory } from './compact.ts'
import { restoreBackup } from './restore.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const runMain = (...args: string[]) => promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args])

let folder: string
let started: TestDatabase
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-backup-'))
  started = await startForTest()
})
afterAll(async () => {
  await started.close()
  await rm(folder, { recursive: true, force: true })
})

/** Writers move one unit between two accounts, in a transaction, and write down that they did, until they are stopped. */
function startWriters(client: MongoClient, writers: number) {
  const bank = client.db('bank')
  let isStopped = false
  let moves = 0
  const run = async (writer: number) => {
    const session = client.startSession()
    for (let move = 0; !isStopped; move++) {
      await session.withTransaction(async () => {
        const accounts = bank.collection<{ _id: string; amount: number }>('accounts')
        await accounts.updateOne({ _id: `${writer}a` }, { $inc: { amount: -1 } }, { session })
        await accounts.updateOne({ _id: `${writer}b` }, { $inc: { amount: 1 } }, { session })
        await bank.collection('moves').insertOne({ writer, move }, { session })
      })
      moves += 1
    }
    await session.endSession()
  }
  const running = Promise.all(Array.from({ length: writers }, (_, writer) => run(writer)))
  return {
    count: () => moves,
    async stop() {
      isStopped = true
      await running
    },
  }
}

/** Asserts that a directory holds one moment of the bank; gives the number of moves in it. */
async function checkBank(dataDir: string, writers: number): Promise<number> {
  const database = await startEmbeddedMongo({ dataDir })
  const client = await MongoClient.connect(database.uri)
  const bank = client.db('bank')
  const [sum] = await bank
    .collection('accounts')
    .aggregate([{ $group: { _id: null, total: { $sum: '$amount' }, gone: { $sum: { $min: ['$amount', 0] } } } }])
    .toArray()
  const moves = await bank.collection('moves').countDocuments({})
  expect(sum).toMatchObject({ total: 0, gone: -moves })
  for (let writer = 0; writer < writers; writer++) {
    const own = await bank.collection('moves').countDocuments({ writer })
    expect(await bank.collection('moves').countDocuments({ writer, move: { $lt: own } })).toBe(own)
  }
  for (const name of ['accounts', 'moves'])
    expect(await bank.command({ validate: name })).toMatchObject({ valid: true })
  await client.close()
  await database.close()
  return moves
}

test('a backup made while others write is one moment of the store, from inside and from another process', async () => {
  const { client } = started
  const bank = client.db('bank')
  const names = [0, 1, 2, 3].flatMap((writer) => [`${writer}a`, `${writer}b`])
  await bank.collection<{ _id: string }>('accounts').insertMany(names.map((_id) => ({ _id, amount: 0 })))
  await bank.collection('moves').createIndex({ writer: 1, move: 1 }, { unique: true })
  await bank.collection('filler').insertMany(Array.from({ length: 5000 }, (_, n) => ({ n, text: 'x'.repeat(2000) })))
  const writers = startWriters(client, 4)
  while (writers.count() < 20) await client.db('admin').command({ ping: 1 })
  const acknowledged = writers.count()
  const answer = await client.db('admin').command({ backup: join(folder, 'inside') })
  expect(answer).toMatchObject({ ok: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  await runMain('backup', '--data', started.dataDir, '--to', join(folder, 'outside'))
  const before = writers.count()
  while (writers.count() < before + 20) await client.db('admin').command({ ping: 1 })
  await writers.stop()
  for (const name of ['inside', 'outside']) {
    await restoreBackup(join(folder, name), join(folder, `${name}-restored`))
    const moves = await checkBank(join(folder, `${name}-restored`), 4)
    expect(moves).toBeGreaterThanOrEqual(acknowledged)
    expect(moves).toBeLessThan(writers.count())
  }
})

describe('restoring', () => {
  const backupHere = async (name: string) => {
    const to = join(folder, name)
    await started.client.db('admin').command({ backup: to })
    return to
  }

  test('by command, into a directory that is missing', async () => {
    const from = await backupHere('by-command')
    const data = join(folder, 'by-command-restored')
    const { stdout } = await runMain('restore', '--from', from, '--data', data)
    expect(stdout).toMatch(/^Restored the backup of 2/)
    expect(readdirSync(data)).toEqual(['store.mdb'])
    expect(statSync(join(from, 'store.mdb')).mode & 0o777).toBe(0o600)
  })

  test('refuses a directory with something in it, and leaves that alone', async () => {
    const from = await backupHere('not-empty')
    const data = await mkdtemp(join(folder, 'full-'))
    await writeFile(join(data, 'mine'), 'text')
    await expect(restoreBackup(from, data)).rejects.toThrow('is not empty')
    expect(readdirSync(data)).toEqual(['mine'])
    await expect(started.client.db('admin').command({ backup: data })).rejects.toThrow('is not empty')
    await expect(restoreBackup(from, started.dataDir)).rejects.toThrow('is not empty')
  })

  test.each([
    ['one byte is another', 50_000, undefined],
    ['the end is missing', undefined, 40_000],
  ])('refuses a backup of which %s', async (_, changed, size) => {
    const from = await backupHere(`damaged-${changed ?? size}`)
    const file = await open(join(from, 'store.mdb'), 'r+')
    if (changed !== undefined) {
      const byte = Buffer.alloc(1)
      await file.read(byte, 0, 1, changed)
      await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, changed)
    }
    if (size !== undefined) await file.truncate(size)
    await file.close()
    const data = join(folder, `refused-${changed ?? size}`)
    await expect(restoreBackup(from, data)).rejects.toThrow('is damaged')
    expect(readdirSync(data)).toEqual([])
  })

  test('refuses what is not a whole backup, or of another format', async () => {
    const from = await backupHere('manifest')
    const manifest = await readFile(join(from, 'backup.json'), 'utf8')
    await writeFile(join(from, 'backup.json'), manifest.replace('"storeFormat": "2"', '"storeFormat": "99"'))
    await expect(restoreBackup(from, join(folder, 'never'))).rejects.toThrow('is in format 99')
    await writeFile(join(from, 'backup.json'), '{"kind":"something"}')
    await expect(restoreBackup(from, join(folder, 'never'))).rejects.toThrow('is damaged')
    await rm(join(from, 'backup.json'))
    await expect(restoreBackup(from, join(folder, 'never'))).rejects.toThrow('holds no whole backup')
    expect(existsSync(join(folder, 'never'))).toBe(false)
  })

  test('a backup goes to an absolute path only, and by root only', async () => {
    await expect(started.client.db('admin').command({ backup: 'relative' })).rejects.toMatchObject({ code: 2 })
    await expect(started.client.db('test').command({ backup: join(folder, 'x') })).rejects.toMatchObject({ code: 13 })
  })
})

test('compacting gives back the space of what was deleted', async () => {
  const own = await startForTest()
  const items = own.client.db('test').collection('items')
  await items.createIndex({ n: 1 })
  for (let i = 0; i < 10; i++)
    await items.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n: i * 1000 + n, text: 'x'.repeat(1000) })))
  await items.deleteMany({ n: { $gte: 100 } })
  await own.client
    .db('test')
    .collection('dropped')
    .insertMany(Array.from({ length: 1000 }, () => ({ text: 'y'.repeat(1000) })))
  await own.client.db('test').collection('dropped').drop()
  await expect(compactDirectory(own.dataDir)).rejects.toThrow('is in use by process')
  await own.client.close()
  await own.database.close()
  const { before, after } = await compactDirectory(own.dataDir)
  expect(after).toBe(statSync(join(own.dataDir, 'store.mdb')).size)
  expect(statSync(join(own.dataDir, 'store.mdb')).mode & 0o777).toBe(0o600)
  // The commit log keeps what was inserted for a day; the documents and their index entries are gone.
  expect(before - after).toBeGreaterThan(9000 * 1000)
  const again = await startEmbeddedMongo({ dataDir: own.dataDir })
  const client = await MongoClient.connect(again.uri)
  expect(await client.db('test').collection('items').countDocuments({})).toBe(100)
  expect(await client.db('test').command({ validate: 'items' })).toMatchObject({ valid: true, nrecords: 100 })
  await client.close()
  await again.close()
  await rm(own.dataDir, { recursive: true, force: true })
})
