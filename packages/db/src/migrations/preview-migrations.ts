import { databaseHandle } from '../connection.ts'
import { findDuplicates } from './find-duplicates.ts'
import { findInvalid } from './find-invalid.ts'
import type { Migration } from './migration.ts'
import { workableStatus } from './migration-status.ts'
import { migrations as ours } from './migrations.ts'

export interface MigrationPreview {
  /** What `pnpm migrate up` would apply, with the records it would change as they are now. */
  pending: { name: string; isBreaking: boolean; changedCount: number }[]
  /** Who stands in the way of a unique index; with any, nothing would be applied. */
  duplicates: string[]
  /** Who breaks a rule of this version's models. They stay readable, but their next change may be refused. */
  invalid: string[]
}

async function countChanges({ up }: Migration): Promise<number> {
  let count = 0
  for (const { collection, filter, change } of up) {
    const found = databaseHandle().db.collection(collection).find(filter)
    for await (const record of found) if (change(record)) count += 1
  }
  return count
}

/** What applying would do; reads, changes nothing. */
export async function previewMigrations(migrations: readonly Migration[] = ours): Promise<MigrationPreview> {
  const { rows } = await workableStatus(migrations)
  const waiting = migrations.filter(({ name }) => rows.some((row) => row.name === name && row.state !== 'applied'))
  const pending: MigrationPreview['pending'] = []
  for (const migration of waiting) {
    const { name, isBreaking } = migration
    pending.push({ name, isBreaking, changedCount: await countChanges(migration) })
  }
  return { pending, duplicates: await findDuplicates(), invalid: await findInvalid() }
}
