import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

const BIN = join(dirname(createRequire(import.meta.url).resolve('migrate-mongo')), '../bin/migrate-mongo.js')

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await startForTest()
  folder = await mkdtemp(join(tmpdir(), 'migrate-mongo-'))
  await mkdir(join(folder, 'migrations'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const config = {
    mongodb: { url: database.database.uri, databaseName: 'shop', options: {} },
    migrationsDir: 'migrations',
    changelogCollectionName: 'changelog',
    lockCollectionName: 'changelog_lock',
    lockTtl: 60,
    migrationFileExtension: '.js',
    useFileHash: true,
    moduleSystem: 'esm',
  }
  await writeFile(join(folder, 'migrate-mongo-config.js'), `export default ${JSON.stringify(config)}`)
})

afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

async function migrateMongo(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args], { cwd: folder })
  return stdout
}

const writeMigration = (name: string, up: string, down: string) =>
  writeFile(
    join(folder, 'migrations', name),
    `export async function up(db, client) { ${up} }\nexport async function down(db, client) { ${down} }\n`,
  )

test('migrate-mongo goes up and down, in a transaction too, with its changelog and its lock', async () => {
  const shop = database.client.db('shop')
  await shop.collection('orders').insertMany([{ total: '12.50' }, { total: '7' }])
  await writeMigration(
    '20260101000000-totals.js',
    "await db.collection('orders').updateMany({}, [{ $set: { cents: { $toInt: { $multiply: [{ $toDouble: '$total' }, 100] } } } }]); await db.collection('orders').createIndex({ cents: 1 })",
    "await db.collection('orders').dropIndex('cents_1'); await db.collection('orders').updateMany({}, { $unset: { cents: '' } })",
  )
  await writeMigration(
    '20260102000000-people.js',
    "const session = client.startSession(); try { await session.withTransaction(async () => { await db.collection('people').insertOne({ _id: 1 }, { session }); await db.collection('orders').updateMany({}, { $set: { personId: 1 } }, { session }) }) } finally { await session.endSession() }",
    "await db.collection('people').drop(); await db.collection('orders').updateMany({}, { $unset: { personId: 1 } })",
  )
  expect(await migrateMongo('status')).toMatch(/totals\.js.*PENDING[\s\S]*people\.js.*PENDING/)
  expect(await migrateMongo('up')).toMatch(/MIGRATED UP: 20260101000000-totals\.js[\s\S]*people\.js/)
  const orders = shop.collection('orders')
  expect(
    await orders
      .find({}, { projection: { _id: 0 } })
      .sort({ cents: 1 })
      .toArray(),
  ).toEqual([
    { total: '7', cents: 700, personId: 1 },
    { total: '12.50', cents: 1250, personId: 1 },
  ])
  expect(await migrateMongo('status')).not.toContain('PENDING')
  expect(await shop.collection('changelog').countDocuments()).toBe(2)
  expect(await shop.collection('changelog_lock').indexes()).toContainEqual(
    expect.objectContaining({ expireAfterSeconds: 60 }),
  )
  expect(await migrateMongo('down')).toContain('MIGRATED DOWN: 20260102000000-people.js')
  expect(await migrateMongo('down')).toContain('MIGRATED DOWN: 20260101000000-totals.js')
  expect(await orders.countDocuments({ cents: { $exists: true } })).toBe(0)
  await shop.collection('changelog_lock').insertOne({ createdAt: new Date() })
  await expect(migrateMongo('up')).rejects.toThrow(/lock is in place/)
}, 60_000)
