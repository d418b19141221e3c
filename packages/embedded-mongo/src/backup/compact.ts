import { existsSync, statSync } from 'node:fs'
import { chmod, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { claimDirectory } from '../ownership/claim-directory.ts'
import { openEnvironment } from '../store/environment.ts'
import { collectGarbage } from '../store/garbage.ts'
import { Store } from '../store/store.ts'
import { BackupError, STORE_FILE, syncPath } from './files.ts'

/**
 * Gives the space of what was deleted back to the file system: LMDB keeps freed pages for later writes, and a copy has none
 * of them. For a directory that nobody serves. Needs room for the copy. Answers the file's sizes in bytes.
 */
export async function compactDirectory(dataDir: string): Promise<{ before: number; after: number }> {
  const path = join(dataDir, STORE_FILE)
  if (!existsSync(path)) throw new BackupError(`${dataDir} holds no database.`)
  const claim = await claimDirectory(dataDir, { describe: () => ({ pid: process.pid }) })
  if (!claim.isOwner)
    throw new BackupError(`${dataDir} is in use by process ${claim.owner.pid ?? '?'}; stop it before compacting.`)
  const part = `${path}.part`
  try {
    await rm(part, { force: true })
    const before = statSync(path).size
    const environment = openEnvironment(dataDir)
    const store = new Store(environment)
    try {
      await collectGarbage(store, () => false)
      await environment.copyTo(part)
    } finally {
      await store.close()
    }
    await chmod(part, 0o600)
    await syncPath(part)
    await rename(part, path)
    await syncPath(dataDir)
    return { before, after: statSync(path).size }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await claim.release()
  }
}
