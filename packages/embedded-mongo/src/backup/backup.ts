import { existsSync } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { open } from 'lmdb'
import { FORMAT, isKnownFormat, KNOWN_FORMATS } from '../store/environment.ts'
import { META, toBytes } from '../store/keyspace.ts'
import { BackupError, claimEmpty, STORE_FILE, sumFile, syncPath } from './files.ts'
import { KIND, type Manifest, writeManifest } from './manifest.ts'

/**
 * Writes a backup into `to`, which must be empty or missing: the store as it was at one moment, copied by `copy` (LMDB's own
 * thread, without holding up writers), its checksum, and what format it is in. What a failure leaves is removed.
 */
export async function writeBackup(
  copy: (path: string) => Promise<void>,
  to: string,
  storeFormat = FORMAT,
): Promise<Manifest> {
  await claimEmpty(to)
  const path = join(to, STORE_FILE)
  try {
    const createdAt = new Date().toISOString()
    await copy(path)
    await chmod(path, 0o600)
    await syncPath(path)
    const manifest: Manifest = { kind: KIND, version: 1, storeFormat, createdAt, ...(await sumFile(path)) }
    await writeManifest(to, manifest)
    return manifest
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** Backs up a data directory, whether or not a server holds it: another process may read LMDB's file beside its writer. */
export async function backupDirectory(dataDir: string, to: string): Promise<Manifest> {
  const path = join(dataDir, STORE_FILE)
  if (!existsSync(path)) throw new BackupError(`${dataDir} holds no database.`)
  const store = open<Buffer, Buffer>({ path, encoding: 'binary', keyEncoding: 'binary', readOnly: true })
  try {
    const format = store.getBinary(toBytes(META.format))?.toString()
    if (format === undefined || !isKnownFormat(format))
      throw new BackupError(`${dataDir} is in format ${format ?? 'unknown'}; this version backs up ${KNOWN_FORMATS}.`)
    return await writeBackup((target) => store.backup(target, true), to, format)
  } finally {
    await store.close()
  }
}
