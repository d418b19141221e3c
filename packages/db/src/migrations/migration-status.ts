import { MigrationRecord, type MigrationRecordRecord } from '../models/migration-record.ts'
import type { Migration } from './migration.ts'
import { MigrationError } from './migration-error.ts'

export interface MigrationRow {
  name: string
  isBreaking: boolean
  state: 'pending' | MigrationRecordRecord['state']
  appliedAt?: Date
  /** Of the records it went over. */
  changedCount: number
}

export interface MigrationStatus {
  rows: MigrationRow[]
  /** Why this version cannot work on the database at all, and what to do; null where it can once the pending ones are applied. */
  problem: string | null
}

function findProblem(records: readonly MigrationRecordRecord[], migrations: readonly Migration[]): string | null {
  const newer = records.filter(({ _id }) => !migrations.some(({ name }) => name === _id)).map(({ _id }) => _id)
  if (newer.length > 0)
    return (
      `This database was migrated by a newer version of Parley (${newer.sort().join(', ')} is not known here). ` +
      'Start that version, or undo them with its `pnpm migrate down`, or restore the backup made before.'
    )
  const stored = new Map(records.map((record) => [record._id, record]))
  const changed = migrations.find(({ name, checksum }) => (stored.get(name)?.checksum ?? checksum) !== checksum)
  if (changed)
    return (
      `${changed.name} is not the file it was when it was applied to this database. ` +
      'Put the file back as it was; what is to be different belongs into a migration of its own.'
    )
  const first = migrations.findIndex(({ name }) => stored.get(name)?.state !== 'applied')
  const later = first < 0 ? undefined : migrations.slice(first + 1).find(({ name }) => stored.has(name))
  if (later)
    return `${later.name} was applied before ${migrations[first]?.name}. Restore a backup from before, and migrate again.`
  return null
}

/** What of the known migrations a database has, in their order. */
export function judgeMigrations(
  records: readonly MigrationRecordRecord[],
  migrations: readonly Migration[],
): MigrationStatus {
  const rows = migrations.map(({ name, isBreaking }): MigrationRow => {
    const record = records.find(({ _id }) => _id === name)
    if (!record) return { name, isBreaking, state: 'pending', changedCount: 0 }
    const { state, appliedAt, changedCount } = record
    return { name, isBreaking, state, changedCount, ...(appliedAt && { appliedAt }) }
  })
  return { rows, problem: findProblem(records, migrations) }
}

export async function readMigrationStatus(migrations: readonly Migration[]): Promise<MigrationStatus> {
  return judgeMigrations(await MigrationRecord.find().lean<MigrationRecordRecord[]>(), migrations)
}

/** The status of a database that can be worked on; throws MigrationError with the problem of another. */
export async function workableStatus(migrations: readonly Migration[]): Promise<MigrationStatus> {
  const status = await readMigrationStatus(migrations)
  if (status.problem !== null) throw new MigrationError(status.problem)
  return status
}
