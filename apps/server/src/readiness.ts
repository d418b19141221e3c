import { checkNoMaintenance, databaseHandle, findMissingIndexes, MigrationError } from '@parley/db'

const INDEXES_EVERY_MS = 30_000

async function isUnderMaintenance(): Promise<boolean> {
  try {
    await checkNoMaintenance()
    return false
  } catch (error) {
    if (error instanceof MigrationError) return true
    throw error
  }
}

/**
 * Asks what keeps this server from serving: nothing, or a line each. Throws when the database does not answer. Indexes are looked at only
 * every 30 s, so that asking often costs little.
 */
export function createReadiness(now: () => Date): () => Promise<string[]> {
  let known: { at: number; missing: string[] } | undefined
  return async () => {
    await databaseHandle().db.command({ ping: 1 })
    if (await isUnderMaintenance()) return ['The database is being migrated or restored.']
    const at = now().getTime()
    if (!known || at - known.at >= INDEXES_EVERY_MS) known = { at, missing: await findMissingIndexes() }
    return known.missing.map((index) => `The index ${index} is missing or differs. Run pnpm migrate up.`)
  }
}
