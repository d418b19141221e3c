import { MigrationRecord, type MigrationRecordRecord } from '../models/migration-record.ts'
import { withMaintenance } from './maintenance.ts'
import type { MigrateOptions } from './migrate-up.ts'
import { MigrationError } from './migration-error.ts'
import { workableStatus } from './migration-status.ts'
import { migrations as ours } from './migrations.ts'
import { runStep } from './run-step.ts'

/** Undoes the migration applied last, or goes on undoing it; resolves with its name, null where there is none. */
export async function migrateDown({ migrations = ours, backUp }: MigrateOptions = {}): Promise<string | null> {
  await MigrationRecord.createCollection()
  return withMaintenance('migrate', async (maintenance) => {
    const { rows } = await workableStatus(migrations)
    const last = rows.findLast(({ state }) => state !== 'pending')
    const migration = migrations.find(({ name }) => name === last?.name)
    if (!last || !migration) return null
    const { name, down } = migration
    if (last.state === 'applying')
      throw new MigrationError(`${name} is half applied. Run \`pnpm migrate up\` to the end first.`)
    await backUp?.()
    await maintenance.check()
    await MigrationRecord.updateOne(
      { _id: name, state: 'applied' },
      { $set: { state: 'undoing', step: 0, changedCount: 0, startedAt: new Date() }, $unset: { after: '' } },
    )
    const record = await MigrationRecord.findById(name).lean<MigrationRecordRecord>()
    for (const step of down.slice(record?.step ?? 0)) await runStep(name, step, maintenance)
    await maintenance.check()
    await MigrationRecord.deleteOne({ _id: name })
    return name
  })
}
