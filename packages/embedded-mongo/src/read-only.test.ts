import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { startEmbeddedMongo } from './index.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const run = promisify(execFile)

/** Permissions mean nothing to root, so root runs the database as nobody, where nobody may read these files. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const canRun = await run(
  process.execPath,
  ['--import', 'tsx', '--eval', `require('fs').accessSync(${JSON.stringify(MAIN)})`],
  NOBODY,
).then(
  () => process.platform !== 'win32',
  () => false,
)
if (!canRun)
  process.stderr.write('SKIPPED: the read-only directory, as root ignores it and nobody else may read this checkout\n')

const startIn = (dataDir: string): Promise<unknown> =>
  run(process.execPath, ['--import', 'tsx', MAIN, '--data', dataDir], NOBODY).catch((error: unknown) => error)

test.skipIf(!canRun)(
  'a read-only directory is refused in one line, and what is in it stays',
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-readonly-'))
    chmodSync(folder, 0o755)
    const dataDir = join(folder, 'db')
    mkdirSync(dataDir)
    const database = await startEmbeddedMongo({ dataDir })
    const client = await MongoClient.connect(database.uri)
    await client
      .db('test')
      .collection('items')
      .insertMany([{ n: 1 }, { n: 2 }])
    await client.close()
    await database.close()
    const files = readdirSync(dataDir)
    for (const file of files) chmodSync(join(dataDir, file), file === 'spill' ? 0o555 : 0o444)
    chmodSync(dataDir, 0o555)
    chmodSync(folder, 0o555)
    try {
      expect(await startIn(dataDir)).toMatchObject({
        code: 1,
        stderr: `The database cannot use the directory ${dataDir}: permission denied (EACCES).\n`,
      })
      const missing = join(folder, 'missing')
      expect(await startIn(missing)).toMatchObject({
        code: 1,
        stderr: `The database cannot use the directory ${missing}: permission denied (EACCES).\n`,
      })
      expect(readdirSync(dataDir)).toEqual(files)
    } finally {
      chmodSync(folder, 0o755)
      chmodSync(dataDir, 0o755)
      for (const file of files) chmodSync(join(dataDir, file), file === 'spill' ? 0o755 : 0o644)
    }
    const again = await startEmbeddedMongo({ dataDir })
    const later = await MongoClient.connect(again.uri)
    expect(await later.db('test').collection('items').countDocuments({})).toBe(2)
    await later.close()
    await again.close()
    await rm(folder, { recursive: true, force: true })
  },
)
