import { MigrationRecord, type MigrationRecordRecord } from '../models/migration-record.ts'
import { syncIndexes } from '../sync-indexes.ts'
import { findDuplicates } from './find-duplicates.ts'
import { type Maintenance, withMaintenance } from './maintenance.ts'
import type { Migration } from './migration.ts'
import { MigrationError } from './migration-error.ts'
import { workableStatus } from './migration-status.ts'
import { migrations as ours } from './migrations.ts'
import { runStep } from './run-step.ts'

export interface MigrateOptions {
  /** Those of this version unless told. */
  migrations?: readonly Migration[]
  /** Makes a verified backup; called before anything is changed, and only if anything will be. */
  backUp?: () => Promise<void>
}

async function apply({ name, checksum, up }: Migration, maintenance: Maintenance): Promise<void> {
  await MigrationRecord.updateOne(
    { _id: name },
    { $setOnInsert: { checksum, state: 'applying', startedAt: new Date() } },
    { upsert: true },
  )
  const record = await MigrationRecord.findById(name).lean<MigrationRecordRecord>()
  for (const step of up.slice(record?.step ?? 0)) await runStep(name, step, maintenance)
  await maintenance.check()
  await MigrationRecord.updateOne({ _id: name }, { $set: { state: 'applied', appliedAt: new Date() } })
}

/**
 * Applies what is pending, going on where a killed one stopped, then makes the indexes those of the models. Resolves with the names of
 * what was applied. Throws MigrationError, before anything is changed, where it cannot be done.
 */
export async function migrateUp({ migrations = ours, backUp }: MigrateOptions = {}): Promise<string[]> {
  await MigrationRecord.createCollection()
  return withMaintenance('migrate', async (maintenance) => {
    const { rows } = await workableStatus(migrations)
    const undoing = rows.find(({ state }) => state === 'undoing')
    if (undoing) throw new MigrationError(`${undoing.name} is half undone. Run \`pnpm migrate down\` to the end first.`)
    const duplicates = await findDuplicates()
    if (duplicates.length > 0) throw new MigrationError(`Nothing was changed:\n${duplicates.join('\n')}`)
    const waiting = migrations.filter(({ name }) => rows.some((row) => row.name === name && row.state !== 'applied'))
    if (waiting.length > 0) await backUp?.()
    for (const migration of waiting) await apply(migration, maintenance)
    await maintenance.check()
    await syncIndexes()
    return waiting.map(({ name }) => name)
  })
}
