/** Text search in the embedded database: two terms, each in 1 % of the larger tenant's short messages, the best 20. `PARLEY_BENCH_MESSAGES=100000` measures that size only. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedMongo } from '@parley/embedded-mongo'
import { type Collection, MongoClient } from 'mongodb'
import { milliseconds, percentile, printFigure, timeEach } from './lib/figures.ts'

interface Message {
  _id: number
  organizationId: string
  text: string
}

const SIZES = (process.env.PARLEY_BENCH_MESSAGES ?? '100000,1000000').split(',').map(Number)
/** Each message has two of these: each stands in 1 % of them. */
const WANTED = 200
const OTHERS = 20_000
const BATCH = 2_000

for (const size of SIZES) await measure(size)

async function measure(size: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-bench-text-'))
  const database = await startEmbeddedMongo({ dataDir: directory })
  const client = await MongoClient.connect(database.uri)
  try {
    const messages = client.db('bench').collection<Message>('messages')
    await messages.createIndex({ organizationId: 1, text: 'text' })
    const start = performance.now()
    for (let from = 0; from < size; from += BATCH)
      await messages.insertMany(Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => message(from + i)))
    const name = `${size / 1000}k messages`
    printFigure(`${name}: inserted into the index`, `${((size * 1000) / (performance.now() - start)).toFixed(0)}/s`)
    await report(`${name}: one term, best 20`, messages, (round) => wanted(round))
    await report(`${name}: two terms, best 20`, messages, (round) => `${wanted(round)} ${wanted(round * 7 + 3)}`)
    await report(`${name}: phrase, best 20`, messages, (round) => `"${wanted(round)} ${wanted(round * 7 + 3)}"`)
  } finally {
    await client.close()
    await database.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function report(name: string, messages: Collection<Message>, words: (round: number) => string): Promise<void> {
  const score = { $meta: 'textScore' as const }
  const times = await timeEach(300, 20, (round) =>
    messages
      .find({ organizationId: 'large', $text: { $search: words(round + 20) } })
      .project({ score })
      .sort({ score })
      .limit(20)
      .toArray(),
  )
  printFigure(`${name}, p50`, milliseconds(percentile(times, 0.5)))
  printFigure(`${name}, p99`, milliseconds(percentile(times, 0.99)), 'at most 50 ms')
}

/** Nine in ten belong to one tenant. */
function message(_id: number): Message {
  const words = [
    wanted(_id),
    wanted(_id * 7 + 3),
    ...Array.from({ length: 6 }, (_, i) => word(WANTED + spread(_id, i))),
  ]
  return { _id, organizationId: _id % 10 === 0 ? `small${_id % 70}` : 'large', text: words.join(' ') }
}

function spread(id: number, i: number): number {
  return ((id * 2_654_435_761 + i * 40_503) >>> 0) % OTHERS
}

function wanted(number: number): string {
  return word(spread(number, 1) % WANTED)
}

/** A word of its own for each number, that no stemmer changes. */
function word(number: number): string {
  return [...number.toString(6).padStart(6, '0')].map((digit) => `${'bdgkmt'[Number(digit)] ?? ''}o`).join('')
}
