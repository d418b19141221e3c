import { join } from 'node:path'
import { writeBackup } from '@parley/db'
import type { DatabaseEnv } from './env.ts'

/** Backs up before the data is changed, into DATA_DIR/backups, under a name that says when and why; resolves with its path. */
export async function backUpBefore(change: 'up' | 'down', { dataDir }: DatabaseEnv, now = new Date()): Promise<string> {
  const moment = now.toISOString().replaceAll(/[:.]/g, '-')
  const path = join(dataDir, 'backups', `${moment}-before-migrate-${change}.parley-backup`)
  await writeBackup({ path, now })
  return path
}
