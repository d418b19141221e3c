import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BackupError, syncPath } from './files.ts'

/** What a backup says of itself, in backup.json beside the store's copy. It is written last: without it a backup is not whole. */
export interface Manifest {
  readonly kind: typeof KIND
  /** Of the backup's layout. */
  readonly version: 1
  /** Of the store's. */
  readonly storeFormat: string
  readonly createdAt: string
  readonly bytes: number
  /** Of the store's copy, in hex. */
  readonly sha256: string
}

export const KIND = 'parley-embedded-mongo-backup'
const FILE = 'backup.json'

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const path = join(directory, FILE)
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
  await syncPath(`${path}.part`)
  await rename(`${path}.part`, path)
  await syncPath(directory)
}

export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, FILE)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(
      `${directory} holds no whole backup: ${FILE} cannot be read (${error.code ?? error.message}).`,
    )
  })
  const manifest = parse(text)
  if (!manifest) throw new BackupError(`${path} is damaged, or not of a backup of this database.`)
  return manifest
}

function parse(text: string): Manifest | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const field = (name: string): unknown => Reflect.get(value, name)
  const [storeFormat, createdAt, bytes, sha256] = ['storeFormat', 'createdAt', 'bytes', 'sha256'].map(field)
  if (field('kind') !== KIND || field('version') !== 1) return undefined
  if (typeof storeFormat !== 'string' || typeof createdAt !== 'string') return undefined
  if (typeof bytes !== 'number' || typeof sha256 !== 'string') return undefined
  return { kind: KIND, version: 1, storeFormat, createdAt, bytes, sha256 }
}
