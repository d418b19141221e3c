import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Unix socket paths end at 104 to 108 bytes, by system. */
const MAX_PATH_BYTES = 100

/**
 * Where a directory's owner listens: a socket inside it; in the system's temporary folder under a hash of its real path
 * where the path would be too long; a named pipe on Windows.
 */
export function ownerSocketPath(directory: string, platform: NodeJS.Platform = process.platform): string {
  const real = realpathSync(directory)
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 32)
  if (platform === 'win32') return `\\\\.\\pipe\\parley-owner-${hash}`
  const inside = join(real, 'owner.sock')
  return Buffer.byteLength(inside) <= MAX_PATH_BYTES ? inside : join(tmpdir(), `parley-owner-${hash}.sock`)
}
