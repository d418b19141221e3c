import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Collection, MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmbeddedMongo } from './index.ts'

const TIMEOUT = { timeout: 120_000 }
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const run = promisify(execFile)

interface Item {
  _id: number | string
  text: string
}

/** A disk of our own needs Linux with user namespaces (util-linux's unshare and nsenter); no root. */
const hasNamespaces = await run('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).then(
  () => true,
  () => false,
)
if (!hasNamespaces) process.stderr.write('SKIPPED: the full disk, as this machine lets nobody mount one of their own\n')
/** A limit on the size of files needs a Unix. */
const hasLimits = await run('sh', ['-c', 'ulimit -S -f 8000']).then(
  () => true,
  () => false,
)
if (!hasLimits) process.stderr.write('SKIPPED: the file that may not grow, as this machine has no such limit\n')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-full-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function startThrough(command: string, args: string[]): Promise<{ child: ChildProcess; client: MongoClient }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  if (!child.stdout) throw new Error('the database has no output')
  const [uri] = await once(createInterface(child.stdout), 'line')
  return { child, client: await MongoClient.connect(String(uri), { retryWrites: false }) }
}

/** Writes until it is refused; gives what was acknowledged, and the refusal. */
async function fill(items: Collection<Item>): Promise<{ acknowledged: number; refusal: unknown }> {
  for (let acknowledged = 0; ; acknowledged++) {
    try {
      await items.insertOne({ _id: acknowledged, text: 'x'.repeat(100_000) })
    } catch (refusal) {
      return { acknowledged, refusal }
    }
  }
}

const main = `exec "${process.execPath}" --import tsx "${MAIN}" --slowms 60000 --data`

test.skipIf(!hasNamespaces)(
  'a full disk refuses writes, loses nothing, and is forgotten once there is room',
  TIMEOUT,
  async () => {
    const disk = join(folder, 'disk')
    await mkdir(disk)
    const filler = join(disk, 'filler')
    const { child, client } = await startThrough('unshare', [
      '-rm',
      'sh',
      '-c',
      `mount -t tmpfs -o size=20m tmpfs "${disk}" && head -c 6000000 /dev/zero > "${filler}" && ${main} "${disk}/db"`,
    ])
    const items = client.db('test').collection<Item>('items')
    await items.createIndex({ text: 1 }, { partialFilterExpression: { text: 'short' } })
    const { acknowledged, refusal } = await fill(items)
    expect(refusal).toMatchObject({
      code: 14031,
      codeName: 'OutOfDiskSpace',
      message: expect.stringContaining('the disk is full'),
    })
    expect(acknowledged).toBeGreaterThan(20)
    const many = [1, 2, 3, 4].map((n) => items.insertOne({ _id: `again ${n}`, text: 'x'.repeat(1_000_000) }))
    for (const one of await Promise.allSettled(many))
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 14031 } })
    // Reading goes on, and what was acknowledged is there, and nothing else.
    expect(await items.countDocuments({})).toBe(acknowledged)
    expect((await items.findOne({ _id: 0 }))?.text).toHaveLength(100_000)
    await run('nsenter', ['-t', String(child.pid), '-U', '-m', 'rm', filler])
    await items.insertOne({ _id: 'room', text: 'short' })
    expect(await items.countDocuments({})).toBe(acknowledged + 1)
    expect(await client.db('test').command({ validate: 'items' })).toMatchObject({
      valid: true,
      nrecords: acknowledged + 1,
    })
    expect(child.exitCode).toBeNull()
    await client.close()
    child.kill()
    await once(child, 'exit')
  },
)

test.skipIf(!hasLimits)(
  'a file that may not grow refuses writes and loses nothing, also over a restart',
  TIMEOUT,
  async () => {
    const dataDir = join(folder, 'db')
    // In blocks of 512 or 1024 bytes, as the shell likes.
    const { child, client } = await startThrough('sh', ['-c', `ulimit -S -f 8000 && ${main} "${dataDir}"`])
    const items = client.db('test').collection<Item>('items')
    const { acknowledged, refusal } = await fill(items)
    expect(refusal).toMatchObject({ message: expect.stringContaining('could not be made durable') })
    expect(await items.countDocuments({})).toBe(acknowledged)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await client.close()
    const again = await startEmbeddedMongo({ dataDir })
    const later = await MongoClient.connect(again.uri)
    const kept = later.db('test').collection<Item>('items')
    expect(await kept.countDocuments({})).toBe(acknowledged)
    await kept.insertOne({ _id: 'later', text: 'x'.repeat(100_000) })
    expect(await later.db('test').command({ validate: 'items' })).toMatchObject({
      valid: true,
      nrecords: acknowledged + 1,
    })
    await later.close()
    await again.close()
  },
)
