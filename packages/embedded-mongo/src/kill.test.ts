import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { KillLoad } from './kill-load.test-support.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const DIRECTORIES = process.env.PARLEY_SOAK ? 20 : 1
const KILLS = 10
const WRITERS = 20
const SEED = 20261122

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; uri: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--data', dataDir, '--slowms', '60000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the database has no output')
  const [uri] = await once(createInterface(child.stdout), 'line')
  return { child, uri: String(uri) }
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test(`killed ${DIRECTORIES * KILLS} times under ${WRITERS} writers, an index builder and expiry, it loses, tears and revives nothing`, {
  timeout: DIRECTORIES * KILLS * 30_000,
}, async () => {
  for (let directory = 0; directory < DIRECTORIES; directory++) await killTenTimes(seeded(SEED + directory))
})

async function killTenTimes(random: () => number): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
  const load = new KillLoad(random)
  let running: ChildProcess | undefined
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, uri } = await startProcess(dataDir)
      running = child
      const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 300, retryWrites: false })
      const db = client.db('kill')
      if (kill === 0) await load.prepare(db)
      else expect(await load.check(db)).toEqual([])
      await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 })
      const before = load.acknowledged
      load.isKilled = false
      const working = load.run(client, kill, WRITERS)
      const isWorking = () => load.acknowledged >= before + 50 && (kill < KILLS - 1 || load.expired > 0)
      while (!isWorking() && load.errors.length === 0) await delay(5)
      await delay(random() * 1100)
      load.isKilled = true
      child.kill('SIGKILL')
      await once(child, 'exit')
      await client.close()
      await working
      expect(load.errors).toEqual([])
    }
    const { child, uri } = await startProcess(dataDir)
    running = child
    const client = await MongoClient.connect(uri)
    const db = client.db('kill')
    expect(await load.check(db)).toEqual([])
    expect(await db.collection('left').estimatedDocumentCount()).toBe(await db.collection('left').countDocuments())
    expect(load.built).toBeGreaterThan(0)
    await client.close()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    running?.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
}
