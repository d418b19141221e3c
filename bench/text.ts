/**
 * Text search in the embedded database, one index with the tenant before the text: the best 20 of terms that each stand in 1 % of a
 * tenant's short messages. `pnpm bench text --messages=1000000` measures that number of messages only; else 100,000 and 1,000,000.
 * Twice: one tenant has nine messages in ten; then 100 tenants share them.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedMongo } from '@parley/embedded-mongo'
import { type Collection, MongoClient } from 'mongodb'
import { milliseconds, percentile, printFigure, timeEach } from './lib/figures.ts'

interface Message {
  _id: number
  organizationId: string
  text: string
}

const { values } = parseArgs({ options: { messages: { type: 'string' } }, strict: false })
const SIZES = typeof values.messages === 'string' ? values.messages.split(',').map(Number) : [100_000, 1_000_000]
if (SIZES.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('--messages takes numbers of messages')
const ROUNDS = 300
/** Each message has two of these, one after the other: each stands in 1 % of them. */
const WANTED = 200
const OTHERS = 20_000
const BATCH = 2_000

/** Whose message it is; and the tenant that searches in a round. */
interface Sharing {
  readonly name: string
  owner(id: number): string
  searcher(round: number): string
}

const SHARINGS: readonly Sharing[] = [
  {
    name: 'one large tenant',
    owner: (id) => (id % 10 === 0 ? `small${id % 70}` : 'large'),
    searcher: () => 'large',
  },
  { name: '100 tenants', owner: (id) => `tenant${id % 100}`, searcher: (round) => `tenant${round % 100}` },
]

for (const size of SIZES) for (const sharing of SHARINGS) await measure(size, sharing)

async function measure(size: number, sharing: Sharing): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-bench-text-'))
  const database = await startEmbeddedMongo({ dataDir: directory })
  const client = await MongoClient.connect(database.uri)
  try {
    const messages = client.db('bench').collection<Message>('messages')
    await messages.createIndex({ organizationId: 1, text: 'text' })
    const start = performance.now()
    for (let from = 0; from < size; from += BATCH)
      await messages.insertMany(
        Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => message(from + i, sharing)),
      )
    const name = `${size / 1000}k, ${sharing.name}`
    printFigure(`${name}: inserted into the index`, `${((size * 1000) / (performance.now() - start)).toFixed(0)}/s`)
    const one = (round: number) => wanted(round * 31, 1)
    const two = (round: number) => wanted(round * 17 + 3, 2)
    await report(`${name}: one term`, messages, sharing, one)
    await report(`${name}: two terms`, messages, sharing, (round) => `${one(round)} ${two(round)}`)
    await report(`${name}: one term, another excluded`, messages, sharing, (round) => `${one(round)} -${two(round)}`)
    await report(`${name}: a rare phrase`, messages, sharing, (round) => `"${one(round)} ${two(round)}"`)
  } finally {
    await client.close()
    await database.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function report(
  name: string,
  messages: Collection<Message>,
  sharing: Sharing,
  words: (round: number) => string,
): Promise<void> {
  const score = { $meta: 'textScore' as const }
  let found = 0
  const before = process.cpuUsage()
  const times = await timeEach(ROUNDS, 20, async (round) => {
    const page = await messages
      .find({ organizationId: sharing.searcher(round + 20), $text: { $search: words(round + 20) } })
      .project({ score })
      .sort({ score })
      .limit(20)
      .toArray()
    found += page.length
  })
  const { user, system } = process.cpuUsage(before)
  const mean = (found / (ROUNDS + 20)).toFixed(1)
  printFigure(`${name} (${mean} found), p50`, milliseconds(percentile(times, 0.5)))
  printFigure(`${name} (${mean} found), p99`, milliseconds(percentile(times, 0.99)), 'at most 50 ms')
  printFigure(`${name}, CPU of server and client per search`, milliseconds((user + system) / 1000 / (ROUNDS + 20)))
}

function message(_id: number, sharing: Sharing): Message {
  const words = [
    wanted(_id, 1),
    wanted(_id, 2),
    ...Array.from({ length: 6 }, (_, i) => word(WANTED + (mix(_id, i + 3) % OTHERS))),
  ]
  return { _id, organizationId: sharing.owner(_id), text: words.join(' ') }
}

function wanted(id: number, place: number): string {
  return word(mix(id, place) % WANTED)
}

/** A number without pattern from two. */
function mix(a: number, b: number): number {
  let h = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

/** A word of its own for each number, that no stemmer changes. Neighbours are unlike at both ends, as words are. */
function word(number: number): string {
  const digits = ((number * 7_919 + 12_345) % 6 ** 6).toString(6).padStart(6, '0')
  return [...digits].map((digit) => `${'bdgkmt'[Number(digit)] ?? ''}o`).join('')
}
