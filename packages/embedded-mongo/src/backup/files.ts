import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export const STORE_FILE = 'store.mdb'

/** SHA-256 (hex) and size of a file, read in pieces; `copyTo` gets every piece too. */
export async function sumFile(path: string, copyTo?: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  const copy = copyTo === undefined ? undefined : await open(copyTo, 'wx', 0o600)
  let bytes = 0
  try {
    const target = new Writable({
      write(piece: Buffer, _encoding, done) {
        hash.update(piece)
        bytes += piece.length
        if (copy) copy.appendFile(piece).then(() => done(), done)
        else done()
      },
    })
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), target)
    await copy?.sync()
  } finally {
    await copy?.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Makes a file's content, or a directory's entries, durable. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes `directory` if it is missing; throws where something is in it. */
export async function claimEmpty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if (readdirSync(directory).length > 0) throw new BackupError(`${directory} is not empty; nothing was written to it.`)
}

/** A backup cannot be made, or not be restored; says why. */
export class BackupError extends Error {}
