import { setTimeout as delay } from 'node:timers/promises'
import {
  checkNoMaintenance,
  findMissingIndexes,
  isDatabaseEmpty,
  MaintenanceBusyError,
  MigrationError,
  migrateUp,
  migrations,
  readMigrationStatus,
  syncIndexes,
} from '@parley/db'
import { backUpBefore } from './automatic-backup.ts'
import type { DatabaseEnv } from './env.ts'
import type { Logger } from './log.ts'

const WAIT_MS = 60_000
const RETRY_MS = 500

/** What the embedded database needs; nobody else serves it, so it is brought to this version right here. */
async function migrateOwn(env: DatabaseEnv, log: Logger): Promise<void> {
  const backUp = async () => {
    if (!(await isDatabaseEmpty())) log.warn(await backUpBefore('up', env), 'Backed up before migrating')
  }
  const applied = await migrateUp({ backUp })
  if (applied.length > 0) log.info({ applied }, 'Migrated')
}

async function prepare(env: DatabaseEnv, log: Logger): Promise<void> {
  await checkNoMaintenance()
  const { rows, problem } = await readMigrationStatus(migrations)
  if (problem !== null) throw new MigrationError(problem)
  const half = rows.find(({ state }) => state === 'undoing')
  if (half) throw new MigrationError(`${half.name} is half undone. Run \`pnpm migrate down\` to the end.`)
  const isCurrent = rows.every(({ state }) => state === 'applied')
  if (env.mongodbUri === undefined) return isCurrent ? syncIndexes() : migrateOwn(env, log)
  if (!isCurrent) {
    if (await isDatabaseEmpty()) return migrateOwn(env, log)
    throw new MigrationError(
      'The database is of an older version. Run `pnpm migrate up --dry-run` to see what would change, then `pnpm migrate up`.',
    )
  }
  const missing = await findMissingIndexes()
  if (missing.length > 0) log.warn({ missing }, 'Indexes are missing or differ. Run `pnpm migrate up`')
}

/**
 * Brings a database to the state this version serves, or throws MigrationError with what to run: an empty one is migrated, and so is the
 * embedded one, after a backup; one of MONGODB_URI that holds data is left alone. Waits up to a minute for another process at it.
 */
export async function prepareDatabase(env: DatabaseEnv, log: Logger): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    try {
      return await prepare(env, log)
    } catch (error) {
      if (!(error instanceof MaintenanceBusyError) || Date.now() > deadline) throw error
      await delay(RETRY_MS)
    }
  }
}
