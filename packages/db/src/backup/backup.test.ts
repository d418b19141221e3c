import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import mongoose, { Types } from 'mongoose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databaseHandle } from '../connection.ts'
import { findMaintenance } from '../migrations/maintenance.ts'
import { migrateUp } from '../migrations/migrate-up.ts'
import { MaintenanceLease } from '../models/maintenance-lease.ts'
import { models } from '../models.ts'
import { withTransaction } from '../transaction.ts'
import { FIRST_LINE } from './backup-format.ts'
import { type BackupEntry, readBackup } from './read-backup.ts'
import { readStored } from './read-stored.ts'
import { restoreBackup } from './restore-backup.ts'
import { verifyBackup, writeBackup } from './write-backup.ts'

const { BSON } = mongoose.mongo
const now = new Date('2026-11-22T02:00:00Z')
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-backup-'))
  path = join(folder, 'a.parley-backup')
  await MaintenanceLease.deleteMany({})
})

afterEach(async () => {
  for (const name of ['things', 'accounts2', 'later']) {
    await databaseHandle()
      .db.collection(name)
      .drop()
      .catch(() => undefined)
  }
  await rm(folder, { recursive: true })
})

interface Stored {
  _id: unknown
  [path: string]: unknown
}

const collection = <Shape extends object = Stored>(name = 'things') => databaseHandle().db.collection<Shape>(name)

/** Everything a backup gives to whoever reads it: its entries and its manifest. */
async function readWhole(file: string) {
  const entries: BackupEntry[] = []
  const backup = readBackup(file)
  for (;;) {
    const { value, done } = await backup.next()
    if (done) return { entries, manifest: value }
    entries.push(value)
  }
}

const EVERY_TYPE = {
  _id: new Types.ObjectId(),
  int: new BSON.Int32(1),
  double: new BSON.Double(1),
  long: BSON.Long.fromString('9007199254740993'),
  decimal: BSON.Decimal128.fromString('1.10'),
  negativeZero: new BSON.Double(-0),
  text: 'Grüße 👋\u0000',
  bytes: new BSON.Binary(Buffer.from([0, 1, 2]), 0x80),
  uuid: new BSON.UUID(),
  date: new Date(-1),
  expression: new BSON.BSONRegExp('^a', 'i'),
  timestamp: new BSON.Timestamp({ t: 1, i: 2 }),
  least: new BSON.MinKey(),
  most: new BSON.MaxKey(),
  code: new BSON.Code('f()', { a: 1 }),
  nothing: null,
  none: {},
  list: [[], [{ z: 1, a: 2 }], null],
}

async function storedBytes(name = 'things'): Promise<string> {
  const all: Uint8Array[] = []
  for await (const document of readStored(name)) all.push(Uint8Array.from(document))
  return Buffer.concat(all).toString('hex')
}

describe('a backup', () => {
  test('comes back byte for byte, with indexes and options', async () => {
    const { db } = databaseHandle()
    await db.createCollection('things')
    await collection().insertOne(EVERY_TYPE)
    await collection().insertMany(Array.from({ length: 2500 }, (_, _id) => ({ _id, text: `word${_id} `.repeat(40) })))
    await collection().createIndex(
      { int: 1, double: -1 },
      { unique: true, partialFilterExpression: { int: { $gt: 0 } } },
    )
    await collection().createIndex({ gone: 1 }, { expireAfterSeconds: 3600 })
    const before = { bytes: await storedBytes(), indexes: await collection().indexes() }
    const manifest = await writeBackup({ path, now })
    expect(manifest).toMatchObject({ createdAt: now, database: db.databaseName })
    expect(manifest.collections).toContainEqual(expect.objectContaining({ name: 'things', count: 2501 }))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['a.parley-backup'])

    await collection().deleteMany({})
    await collection().dropIndexes()
    await collection('later').insertOne({ _id: 1, made: 'after the backup' })
    expect(await restoreBackup({ path, mayReplace: true })).toEqual(manifest)
    expect(await storedBytes()).toBe(before.bytes)
    expect(await collection().indexes()).toEqual(before.indexes)
    const names = (await db.listCollections().toArray()).map(({ name }) => name)
    expect(names.filter((name) => name === 'later' || name.startsWith('restoring.'))).toEqual([])
    for (const model of models) expect(await model.diffIndexes(), model.modelName).toEqual({ toDrop: [], toCreate: [] })
    expect(await findMaintenance()).toBeNull()
  })

  test('is of one moment while others write', async () => {
    const accounts = collection<{ _id: number; balance: number; filler: string }>('accounts2')
    await accounts.insertMany(
      Array.from({ length: 20 }, (_, _id) => ({ _id, balance: 100, filler: 'x'.repeat(50_000) })),
    )
    const other = collection<{ _id: number; balance: number }>()
    await other.insertOne({ _id: 0, balance: 0 })
    let isDone = false
    let transfers = 0
    const transfer = async () => {
      while (!isDone) {
        const from = transfers++ % 20
        await withTransaction(async (session) => {
          await accounts.updateOne({ _id: from }, { $inc: { balance: -1 } }, { session })
          await other.updateOne({ _id: 0 }, { $inc: { balance: 1 } }, { session })
        })
      }
    }
    const writer = transfer()
    const paths = ['b1', 'b2', 'b3'].map((name) => join(folder, name))
    for (const each of paths) await writeBackup({ path: each, now })
    isDone = true
    await writer
    expect(transfers).toBeGreaterThan(3)
    for (const each of paths) {
      await restoreBackup({ path: each, mayReplace: true })
      const balances = await accounts.find().toArray()
      const rest = await other.findOne({ _id: 0 })
      expect(balances.reduce((sum, { balance }) => sum + balance, rest?.balance ?? 0)).toBe(2000)
    }
  })

  test('takes no name that is in use, and leaves nothing behind', async () => {
    await writeBackup({ path, now })
    const before = await readFile(path)
    await expect(writeBackup({ path, now })).rejects.toThrow(/there already/)
    expect(await readFile(path)).toEqual(before)
    expect(await readdir(folder)).toEqual(['a.parley-backup'])
  })

  test('holds the state of migrations, and not the lease of who migrates', async () => {
    await migrateUp()
    const { collections } = await writeBackup({ path, now })
    expect(collections.find(({ name }) => name === 'migrations')?.count).toBe(2)
    expect(collections.map(({ name }) => name)).not.toContain('maintenanceleases')
  })
})

describe('a restore refuses', () => {
  const wrong = join('made-up', 'file')
  const restore = (file = path) => restoreBackup({ path: file, mayReplace: true })

  beforeEach(async () => {
    await collection().insertMany(Array.from({ length: 50 }, (_, _id) => ({ _id, text: `record ${_id}` })))
    await writeBackup({ path, now })
    await collection().insertOne({ _id: 1000 })
  })

  afterEach(async () => {
    expect(await collection().countDocuments()).toBe(51)
    expect(await findMaintenance()).toBeNull()
  })

  test('a database that is not empty', async () => {
    await expect(restoreBackup({ path, mayReplace: false })).rejects.toThrow(/not empty.*--replace/)
  })

  test('a file that is none', async () => {
    await writeFile(join(folder, 'x'), 'hello')
    await expect(restore(join(folder, 'x'))).rejects.toThrow(/not a backup of Parley/)
    await expect(restore(wrong)).rejects.toThrow(/ENOENT/)
  })

  test('a newer format', async () => {
    await writeFile(join(folder, 'x'), 'parley-backup 2\nwhatever')
    await expect(restore(join(folder, 'x'))).rejects.toThrow(/newer version of Parley \(format 2\)/)
  })

  test('a file that is cut or flipped anywhere, but for the bits that gzip leaves unused', async () => {
    const whole = await readFile(path)
    const unharmed = await readWhole(path)
    const step = Math.ceil(whole.length / 60)
    let refused = 0
    for (let at = FIRST_LINE.length; at < whole.length; at += step) {
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ 0x10
      await writeFile(join(folder, 'x'), flipped)
      const read = await readWhole(join(folder, 'x')).catch((error: Error) => error.message)
      if (typeof read === 'string') {
        expect(read, `flipped at ${at}`).toMatch(/damaged/)
        refused += 1
      } else expect(read, `flipped at ${at}`).toEqual(unharmed)
      await writeFile(join(folder, 'x'), whole.subarray(0, at))
      await expect(verifyBackup(join(folder, 'x')), `cut at ${at}`).rejects.toThrow(/damaged/)
    }
    // The time and system in gzip's header, and what fills up its last byte, are all that may go unseen.
    expect(refused).toBeGreaterThan(50)
    await expect(restore(join(folder, 'x'))).rejects.toThrow(/damaged/)
  })

  test('contents that are not what the sums say, even where it unpacks', async () => {
    const packed = (await readFile(path)).subarray(FIRST_LINE.length)
    const contents = gunzipSync(packed)
    const at = contents.indexOf('record 17')
    contents.write('record 71', at)
    await writeFile(join(folder, 'x'), Buffer.concat([Buffer.from(FIRST_LINE), gzipSync(contents)]))
    await expect(restore(join(folder, 'x'))).rejects.toThrow(/damaged: its sums/)
  })
})

test('a restore that ends in the middle of replacing leaves a mark, and is made good by another', async () => {
  await collection().insertOne({ _id: 1 })
  await writeBackup({ path, now })
  const beforeServing = async () => {
    throw new Error('the power went')
  }
  await expect(restoreBackup({ path, mayReplace: true, beforeServing })).rejects.toThrow('the power went')
  expect(await findMaintenance()).toMatchObject({ task: 'restore', isReplacing: true })
  await expect(migrateUp()).rejects.toThrow(/did not come to its end/)
  await restoreBackup({ path, mayReplace: true })
  expect(await findMaintenance()).toBeNull()
  expect(await collection().countDocuments()).toBe(1)
})
