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

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const KILLS = process.env.PARLEY_SOAK ? 40 : 3
const WRITERS = 20

interface Pair {
  _id: string
  words?: string
}

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; uri: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the database has no output')
  const [uri] = await once(createInterface(child.stdout), 'line')
  return { child, uri: String(uri) }
}

/** Writes pairs in transactions, and single documents, until the server is gone. What is acknowledged is added. */
async function write(client: MongoClient, name: string, acknowledged: Set<string>): Promise<void> {
  const db = client.db('kill')
  for (let n = 0; ; n++) {
    const _id = `${name}-${n}`
    try {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await db.collection<Pair>('left').insertOne({ _id, words: `left of ${name}` }, { session })
          await db.collection<Pair>('right').insertOne({ _id }, { session })
          await db
            .collection<{ _id: string; n: number }>('sums')
            .updateOne({ _id: name }, { $inc: { n: 1 } }, { session, upsert: true })
        }),
      )
      acknowledged.add(_id)
    } catch {
      return
    }
  }
}

test(`killed ${KILLS} times under ${WRITERS} writers, it loses nothing acknowledged and tears nothing`, {
  timeout: KILLS * 20_000,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
  const acknowledged = new Set<string>()
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, uri } = await startProcess(dataDir)
      const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 300, retryWrites: false })
      await client.db('kill').collection('left').createIndex({ words: 'text' })
      const before = acknowledged.size
      const writers = Array.from({ length: WRITERS }, (_, i) => write(client, `${kill}-${i}`, acknowledged))
      while (acknowledged.size < before + 50) await delay(5)
      await delay((kill * 37) % 90)
      child.kill('SIGKILL')
      await once(child, 'exit')
      await client.close()
      await Promise.all(writers)
    }
    const { child, uri } = await startProcess(dataDir)
    const client = await MongoClient.connect(uri)
    const db = client.db('kill')
    const left = await db.collection<Pair>('left').distinct('_id')
    const right = await db.collection<Pair>('right').distinct('_id')
    expect(right).toEqual(left)
    expect(await db.collection('left').countDocuments({ $text: { $search: 'left' } })).toBe(left.length)
    const stored = new Set(left)
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([])
    const [sum] = await db
      .collection('sums')
      .aggregate<{ n: number }>([{ $group: { _id: null, n: { $sum: '$n' } } }])
      .toArray()
    expect(sum?.n).toBe(left.length)
    expect(await db.collection('left').estimatedDocumentCount()).toBe(left.length)
    for (const name of ['left', 'right', 'sums'])
      expect(await db.command({ validate: name }), name).toMatchObject({ valid: true })
    await client.close()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
