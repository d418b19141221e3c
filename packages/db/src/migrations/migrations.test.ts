import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Types } from 'mongoose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databaseHandle } from '../connection.ts'
import { Agent } from '../models/agent.ts'
import { MaintenanceLease } from '../models/maintenance-lease.ts'
import { MigrationRecord } from '../models/migration-record.ts'
import { models } from '../models.ts'
import { withMaintenance } from './maintenance.ts'
import { migrateDown } from './migrate-down.ts'
import { migrateUp } from './migrate-up.ts'
import type { Migration } from './migration.ts'
import { readMigrationStatus } from './migration-status.ts'
import { migrations } from './migrations.ts'
import { previewMigrations } from './preview-migrations.ts'

const RECORDS = 1000
const things = () => databaseHandle().db.collection<{ _id: number; visits: number; half?: number }>('things')

/** Counts how often it went over each record: once is right. */
function counting(options: { failAt?: number } = {}): Migration {
  return {
    name: '0001-counting',
    checksum: 'aa',
    isBreaking: false,
    up: [
      {
        collection: 'things',
        filter: { half: { $exists: false } },
        change({ _id, visits }) {
          if (_id === options.failAt) throw new Error('killed here')
          return { $set: { visits: Number(visits) + 1, half: Number(_id) / 2 } }
        },
      },
    ],
    down: [{ collection: 'things', filter: {}, change: () => ({ $unset: { half: '' }, $set: { visits: 0 } }) }],
  }
}

const nextOne: Migration = { ...counting(), name: '0002-next', up: [], down: [] }

beforeEach(async () => {
  await MigrationRecord.deleteMany({})
  await MaintenanceLease.deleteMany({})
  await things().insertMany(Array.from({ length: RECORDS }, (_, index) => ({ _id: index, visits: 0 })))
})

afterEach(async () => {
  await things().drop()
})

const visits = () => things().distinct('visits')

describe('migrating', () => {
  test('goes up, down and up again over filled data', async () => {
    const ours = [counting(), nextOne]
    expect(await migrateUp({ migrations: ours })).toEqual(['0001-counting', '0002-next'])
    expect(await visits()).toEqual([1])
    expect(await things().findOne({ _id: 7 })).toEqual({ _id: 7, visits: 1, half: 3.5 })
    expect(await migrateUp({ migrations: ours })).toEqual([])
    expect(await migrateDown({ migrations: ours })).toBe('0002-next')
    expect(await migrateDown({ migrations: ours })).toBe('0001-counting')
    expect(await migrateDown({ migrations: ours })).toBeNull()
    expect(await things().findOne({ _id: 7 })).toEqual({ _id: 7, visits: 0 })
    expect(await migrateUp({ migrations: ours })).toEqual(['0001-counting', '0002-next'])
    expect(await visits()).toEqual([1])
    const { rows } = await readMigrationStatus(ours)
    expect(rows).toMatchObject([
      { name: '0001-counting', state: 'applied', changedCount: RECORDS, appliedAt: expect.any(Date) },
      { name: '0002-next', state: 'applied', changedCount: 0 },
    ])
  })

  test('goes on where it was interrupted, over no record twice', async () => {
    await expect(migrateUp({ migrations: [counting({ failAt: 500 })] })).rejects.toThrow('killed here')
    expect(await MigrationRecord.findById('0001-counting').lean()).toMatchObject({
      state: 'applying',
      after: 399,
      changedCount: 400,
    })
    await expect(migrateDown({ migrations: [counting()] })).rejects.toThrow(/half applied.*migrate up/)
    await migrateUp({ migrations: [counting()] })
    expect(await visits()).toEqual([1])
    expect(await MigrationRecord.findById('0001-counting').lean()).toMatchObject({ changedCount: RECORDS })
  })

  test('is undone to the end before anything is applied again', async () => {
    const failing: Migration = {
      ...counting(),
      down: [
        ...counting().down,
        {
          collection: 'things',
          filter: {},
          change: () => {
            throw new Error('no')
          },
        },
      ],
    }
    await migrateUp({ migrations: [failing] })
    await expect(migrateDown({ migrations: [failing] })).rejects.toThrow('no')
    await expect(migrateUp({ migrations: [counting()] })).rejects.toThrow(/half undone.*migrate down/)
    expect(await migrateDown({ migrations: [counting()] })).toBe('0001-counting')
  })

  test('backs up first, and only when something will be changed', async () => {
    const seen: unknown[] = []
    const backUp = async () => {
      seen.push(await things().countDocuments({ visits: 0 }))
    }
    await migrateUp({ migrations: [counting()], backUp })
    await migrateUp({ migrations: [counting()], backUp })
    expect(seen).toEqual([RECORDS])
    const refuse = async () => {
      throw new Error('no room for a backup')
    }
    await expect(migrateDown({ migrations: [counting()], backUp: refuse })).rejects.toThrow('no room')
    expect(await visits()).toEqual([1])
  })

  test('a dry run says what it would change, and changes nothing', async () => {
    expect(await previewMigrations([counting(), nextOne])).toMatchObject({
      pending: [
        { name: '0001-counting', isBreaking: false, changedCount: RECORDS },
        { name: '0002-next', changedCount: 0 },
      ],
      duplicates: [],
      invalid: [],
    })
    expect(await visits()).toEqual([0])
    expect(await MigrationRecord.countDocuments()).toBe(0)
  })
})

describe('a database is refused', () => {
  const refusal = async (ours: Migration[]) => (await readMigrationStatus(ours)).problem

  test('when a newer version migrated it', async () => {
    await migrateUp({ migrations: [counting(), nextOne] })
    expect(await refusal([counting()])).toMatch(/newer version of Parley \(0002-next/)
    await expect(migrateUp({ migrations: [counting()] })).rejects.toThrow(/newer version/)
  })

  test('when an applied file was edited', async () => {
    await migrateUp({ migrations: [counting()] })
    expect(await refusal([{ ...counting(), checksum: 'bb' }])).toMatch(/0001-counting is not the file it was/)
  })

  test('when a later one was applied before', async () => {
    await migrateUp({ migrations: [nextOne] })
    expect(await refusal([counting(), nextOne])).toMatch(/0002-next was applied before 0001-counting/)
  })
})

describe('the lease', () => {
  test('lets one process in, and another when it is over', async () => {
    await withMaintenance('migrate', async () => {
      await expect(migrateUp({ migrations: [counting()] })).rejects.toThrow(
        /Another process .* at work on this database: migrate/,
      )
    })
    expect(await migrateUp({ migrations: [counting()] })).toHaveLength(1)
    expect(await MaintenanceLease.countDocuments()).toBe(0)
  })

  test('is taken from a process that is gone, which then can commit nothing more', async () => {
    // As if this process had slept through its lease, and another had come.
    const sleep = async () => {
      await MaintenanceLease.collection.updateMany({}, { $set: { ownerId: 'another' } })
    }
    await expect(migrateUp({ migrations: [counting()], backUp: sleep })).rejects.toThrow(/took this database over/)
    expect(await visits()).toEqual([0])
    await MaintenanceLease.updateMany({}, { $set: { leaseExpiresAt: new Date(0) } })
    expect(await migrateUp({ migrations: [counting()] })).toEqual(['0001-counting'])
    expect(await visits()).toEqual([1])
  })

  test('of a restore that died lets nobody migrate', async () => {
    const died = withMaintenance('restore', async ({ markReplacing }) => {
      await markReplacing()
      throw new Error('killed')
    })
    await expect(died).rejects.toThrow('killed')
    await expect(migrateUp({ migrations: [counting()] })).rejects.toThrow(/pnpm restore FILE --replace/)
    await withMaintenance('restore', async () => undefined)
    expect(await migrateUp({ migrations: [counting()] })).toHaveLength(1)
  })
})

describe('a tightened rule', () => {
  test('says first who breaks it, by id', async () => {
    const unique = { organizationId: 1, name: 1 } as const
    const organizationId = new Types.ObjectId()
    await Agent.collection.dropIndex('organizationId_1_name_1')
    const twins = [1, 2].map(() => ({ _id: new Types.ObjectId(), organizationId, name: 'Twin', type: 'robot' }))
    await Agent.collection.insertMany(twins)
    const { duplicates, invalid } = await previewMigrations([])
    expect(duplicates).toEqual([`agents: 2 records share organizationId, name: ${twins[0]?._id} and ${twins[1]?._id}`])
    expect(invalid).toContain(`agents: type (enum): 2 records: ${twins[0]?._id}, ${twins[1]?._id}`)
    expect(invalid.join()).toContain('agents: ownerId (required)')
    await expect(migrateUp({ migrations: [counting()] })).rejects.toThrow(/Nothing was changed:\nagents: 2 records/)
    expect(await visits()).toEqual([0])
    await Agent.collection.deleteMany({ organizationId })
    await migrateUp({ migrations: [counting()] })
    expect(
      (await Agent.collection.indexes()).filter(({ key }) => JSON.stringify(key) === JSON.stringify(unique)),
    ).toHaveLength(1)
  })
})

describe('our migrations', () => {
  const folder = new URL('./', import.meta.url)
  const files = readdirSync(folder).filter((file) => /^\d{4}-/.test(file))

  test('are the numbered files, in order, each as it was when it landed', () => {
    expect(migrations.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted())
    for (const { name, checksum } of migrations) {
      const text = readFileSync(new URL(`${name}.ts`, folder), 'utf8').replaceAll('\r\n', '\n')
      expect(`${name} ${checksum}`).toBe(`${name} ${createHash('sha256').update(text).digest('hex')}`)
    }
  })

  test('have a dated entry each, breaking or not', () => {
    const page = readFileSync(new URL('../../../../docs/data-model.md', import.meta.url), 'utf8')
    for (const { name, isBreaking } of migrations) {
      const entry = new RegExp(`^- \\d{4}-\\d\\d-\\d\\d \`${name}\`\\. (.*?)\\.`, 'm').exec(page)
      expect(entry?.[1], name).toBe(isBreaking ? 'Breaking' : 'Not breaking')
    }
  })

  test('import nothing of ours that may change', () => {
    for (const file of files) {
      const text = readFileSync(new URL(file, folder), 'utf8')
      const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, from]) => from)
      expect(imported.filter((from) => from !== './migration.ts' && !from?.startsWith('node:'))).toEqual([])
    }
  })

  test('leave the models their indexes', async () => {
    await migrateUp()
    for (const model of models) expect((await model.diffIndexes()).toCreate, model.modelName).toEqual([])
  })
})
