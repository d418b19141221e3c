import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { type Hostile, hostileFrame, seeded } from './hostile-frames.test-support.ts'

const FRAMES = process.env.PARLEY_SOAK ? 1_000_000 : 5_000
const SEED = 20261122
const AT_ONCE = 16
/** Growth of the process beyond what it has after the first tenth; and altogether. */
const GROWTH_MB = 200
const RESIDENT_MB = 700

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; port: number; uri: string }> {
  // What it says of each frame would be a million lines.
  const child = fork(MAIN, ['--data', dataDir, '--slowms', '600000'], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const [ready] = await once(child, 'message')
  return { child, port: ready.port, uri: ready.uri }
}

/** Resolves when the server has closed the connection: by itself, or because we said that nothing more comes. */
async function send(port: number, { bytes, mustClose }: Hostile): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('close', () => resolve())
    // A connection reset is a closed connection; one that cannot be made is a server that is gone.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error)
    })
  })
  socket.resume()
  if (mustClose) socket.write(bytes)
  else socket.end(bytes)
  await closed
}

test(`${FRAMES} hostile frames close their own connection and nothing else`, {
  timeout: FRAMES * 20 + 60_000,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-hostile-'))
  const { child, port, uri } = await startProcess(dataDir)
  const client = await MongoClient.connect(uri)
  const admin = client.db('admin')
  const good = client.db('good').collection<{ _id: number; text: string }>('items')
  const resident = async (): Promise<number> => (await admin.command({ serverStatus: 1 })).mem.resident
  let isDone = false
  let written = 0
  const wellBehaved = async () => {
    while (!isDone) {
      const _id = written % 5000
      await good.updateOne({ _id }, { $set: { text: `item ${written}` } }, { upsert: true })
      expect(await good.findOne({ _id })).toEqual({ _id, text: `item ${written}` })
      written += 1
    }
  }
  const random = seeded(SEED)
  let sent = 0
  let warm: number | undefined
  const hostile = async () => {
    while (sent < FRAMES) {
      sent += 1
      const number = sent
      if (number % 10_000 === 0) await client.db('hostile').dropDatabase()
      if (number === Math.floor(FRAMES / 10)) warm = await resident()
      await send(port, hostileFrame(random))
    }
  }
  try {
    const behaving = wellBehaved()
    await Promise.race([behaving, Promise.all(Array.from({ length: AT_ONCE }, hostile))])
    isDone = true
    await behaving
    const after = await resident()
    expect(after - (warm ?? Number.NaN)).toBeLessThan(GROWTH_MB)
    expect(after).toBeLessThan(RESIDENT_MB)
    expect(written).toBeGreaterThan(50)
    expect(await good.countDocuments({})).toBe(Math.min(written, 5000))
    expect(await client.db('good').command({ validate: 'items' })).toMatchObject({ valid: true })
    expect(child.exitCode).toBeNull()
    // Ours and what reads this; every hostile one is gone.
    const { connections } = await admin.command({ serverStatus: 1 })
    expect(connections.current).toBeLessThan(10)
  } finally {
    isDone = true
    await client.close()
    const exited = once(child, 'exit')
    if (child.exitCode === null) child.disconnect()
    await exited
    await rm(dataDir, { recursive: true, force: true })
  }
})
