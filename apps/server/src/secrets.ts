import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

async function read(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

/**
 * A secret kept in the data directory, mode 0600, made at the first start. It appears under its name only when it is whole (written
 * aside, then linked), so a crash in between leaves nothing half-written.
 */
export async function readOrCreateSecret(
  dataDir: string,
  name: string,
  make = () => randomBytes(32).toString('base64url'),
): Promise<{ secret: string; isNew: boolean }> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, name)
  const existing = await read(path)
  if (existing) return { secret: existing, isNew: false }
  const secret = make()
  const aside = `${path}.${randomUUID()}`
  await writeFile(aside, `${secret}\n`, { mode: 0o600 })
  try {
    await link(aside, path)
    return { secret, isNew: true }
  } catch (error) {
    const other = isCode(error, 'EEXIST') ? await read(path) : null
    if (other) return { secret: other, isNew: false }
    throw error
  } finally {
    await rm(aside, { force: true })
  }
}
