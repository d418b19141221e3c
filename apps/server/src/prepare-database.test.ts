import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  databaseHandle,
  findMissingIndexes,
  MaintenanceLease,
  Member,
  MigrationRecord,
  migrateUp,
  migrations,
  readMigrationStatus,
} from '@parley/db'
import { createTenant } from '@parley/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { prepareDatabase } from './prepare-database.ts'
import { createReadiness } from './readiness.ts'

const log = createLog({ level: 'silent', secrets: [] })
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-prepare-'))
  await databaseHandle().db.dropDatabase()
})

afterEach(async () => {
  await databaseHandle().db.dropDatabase()
  await migrateUp()
  await rm(dataDir, { recursive: true })
})

const embedded = () => prepareDatabase({ dataDir }, log)
const others = () => prepareDatabase({ dataDir, mongodbUri: 'mongodb://of.others' }, log)
const states = async () => (await readMigrationStatus(migrations)).rows.map(({ state }) => state)
const backups = () => readdir(join(dataDir, 'backups')).catch(() => [])

async function forgetLast(): Promise<void> {
  await MigrationRecord.deleteOne({ _id: migrations.at(-1)?.name })
}

describe('an empty database', () => {
  test.each([
    ['embedded', embedded],
    ['of MONGODB_URI', others],
  ])('%s is brought to this version, without a backup', async (_which, prepare) => {
    await prepare()
    expect(new Set(await states())).toEqual(new Set(['applied']))
    expect(await findMissingIndexes()).toEqual([])
    expect(await backups()).toEqual([])
  })

  test('is prepared once by several servers that start together', async () => {
    await Promise.all([others(), others(), others()])
    expect(new Set(await states())).toEqual(new Set(['applied']))
  })
})

describe('a database of an older version', () => {
  beforeEach(async () => {
    await migrateUp()
    await createTenant()
    await forgetLast()
  })

  test('embedded is migrated after a backup', async () => {
    await embedded()
    expect(new Set(await states())).toEqual(new Set(['applied']))
    expect(await backups()).toEqual([expect.stringMatching(/before-migrate-up\.parley-backup$/)])
  })

  test('of MONGODB_URI is left alone, and what to run is said', async () => {
    await expect(others()).rejects.toThrow(/older version.*pnpm migrate up --dry-run/)
    expect((await states()).at(-1)).toBe('pending')
  })

  test('half migrated is gone on with where it is ours, and left alone where not', async () => {
    const name = migrations.at(-1)?.name
    await MigrationRecord.create([
      { _id: name, checksum: migrations.at(-1)?.checksum, state: 'applying', startedAt: new Date() },
    ])
    await expect(others()).rejects.toThrow(/pnpm migrate up/)
    await embedded()
    expect((await states()).at(-1)).toBe('applied')
    await MigrationRecord.updateOne({ _id: name }, { $set: { state: 'undoing' } })
    await expect(embedded()).rejects.toThrow(/half undone.*pnpm migrate down/)
    await expect(others()).rejects.toThrow(/half undone.*pnpm migrate down/)
  })
})

describe('nothing serves', () => {
  test('a database of a newer version', async () => {
    await migrateUp()
    await MigrationRecord.create([{ _id: '9999-later', checksum: 'x', state: 'applied', startedAt: new Date() }])
    await expect(embedded()).rejects.toThrow(/newer version of Parley \(9999-later/)
    await expect(others()).rejects.toThrow(/newer version/)
  })

  test('a database that was restored to half', async () => {
    await migrateUp()
    const lease = { _id: 'maintenance' as const, task: 'restore' as const, ownerId: 'gone', startedAt: new Date() }
    await MaintenanceLease.create([{ ...lease, leaseExpiresAt: new Date(0), isReplacing: true }])
    await expect(embedded()).rejects.toThrow(/pnpm restore FILE --replace/)
    expect(await createReadiness(() => new Date())()).toEqual(['The database is being migrated or restored.'])
  })
})

test('readyz names missing indexes, looking again only after a while', async () => {
  await migrateUp()
  let at = new Date('2026-11-22T03:00:00Z')
  const findProblems = createReadiness(() => at)
  expect(await findProblems()).toEqual([])
  await Member.collection.dropIndex('userId_1')
  expect(await findProblems()).toEqual([])
  at = new Date('2026-11-22T03:00:30Z')
  expect(await findProblems()).toEqual(['The index members {"userId":1} is missing or differs. Run pnpm migrate up.'])
})
