import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeBackup } from '@parley/db'
import type { DatabaseEnv } from './env.ts'

/** How many of them are kept; each holds everything, also what people wrote. */
export const KEPT_BACKUPS = 5

const AUTOMATIC = /^\d{4}-\d\d-\d\dT[\d-]+Z-before-migrate-(?:up|down)\.parley-backup$/

interface AutomaticBackup {
  path: string
  /** Names of the older ones that went. */
  removed: string[]
}

/**
 * Backs up before the data is changed, into DATA_DIR/backups, under a name that says when and why. Once it is written and read back, the
 * oldest of its kind beyond KEPT_BACKUPS are removed; files of other names are left alone.
 */
export async function backUpBefore(
  change: 'up' | 'down',
  { dataDir }: DatabaseEnv,
  now = new Date(),
): Promise<AutomaticBackup> {
  const folder = join(dataDir, 'backups')
  const moment = now.toISOString().replaceAll(/[:.]/g, '-')
  const path = join(folder, `${moment}-before-migrate-${change}.parley-backup`)
  await writeBackup({ path, now })
  const others = (await readdir(folder)).filter((name) => AUTOMATIC.test(name) && name !== basename(path))
  const removed = others
    .toSorted()
    .toReversed()
    .slice(KEPT_BACKUPS - 1)
  for (const name of removed) await rm(join(folder, name))
  return { path, removed }
}
