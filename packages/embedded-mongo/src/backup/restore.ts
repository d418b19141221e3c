import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { claimDirectory } from '../ownership/claim-directory.ts'
import { isKnownFormat, KNOWN_FORMATS } from '../store/environment.ts'
import { BackupError, claimEmpty, STORE_FILE, sumFile, syncPath } from './files.ts'
import { type Manifest, readManifest } from './manifest.ts'

/**
 * Makes a data directory of a backup. `dataDir` must be empty or missing; a backup that is damaged, or of another format, is
 * refused and leaves nothing there.
 */
export async function restoreBackup(from: string, dataDir: string): Promise<Manifest> {
  const manifest = await readManifest(from)
  if (!isKnownFormat(manifest.storeFormat))
    throw new BackupError(`${from} is in format ${manifest.storeFormat}; this version restores ${KNOWN_FORMATS}.`)
  await claimEmpty(dataDir)
  const claim = await claimDirectory(dataDir, { describe: () => ({ pid: process.pid }) })
  if (!claim.isOwner) throw new BackupError(`${dataDir} is in use.`)
  const part = join(dataDir, `${STORE_FILE}.part`)
  try {
    const { sha256, bytes } = await sumFile(join(from, STORE_FILE), part)
    if (bytes !== manifest.bytes || sha256 !== manifest.sha256)
      throw new BackupError(`${join(from, STORE_FILE)} is damaged: its checksum is not the one in backup.json.`)
    await rename(part, join(dataDir, STORE_FILE))
    await syncPath(dataDir)
    return manifest
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await claim.release()
  }
}
