/**
 * The embedded database through the official driver, beside its own ping and a bare durable LMDB put. `--vs mongodb://…`
 * measures another server too, `--large` a million documents.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedMongo } from '@parley/embedded-mongo'
import { open } from 'lmdb'
import { MongoClient, ObjectId } from 'mongodb'
import { printFigure, ratePerSecond } from './lib/figures.ts'
import { measureLarge } from './lib/large-database.ts'

const DOCUMENT_BYTES = 1_000
const filler = 'x'.repeat(DOCUMENT_BYTES)

interface Rates {
  ping: number
  pingWide: number
  pointRead: number
  insertAlone: number
  insertWide: number
}

const directory = await mkdtemp(join(tmpdir(), 'parley-bench-db-'))
const database = await startEmbeddedMongo({ dataDir: join(directory, 'embedded') })
try {
  const barePut = await barePutsPerSecond(join(directory, 'bare'))
  printFigure('bare durable LMDB put', `${barePut.toFixed(0)}/s`)
  const ours = await measure(database.uri)
  report('embedded', ours)
  printFigure('point read / ping', ratio(ours.pointRead, ours.ping))
  printFigure('insert alone / (1 / (1/ping + 1/put))', ratio(ours.insertAlone, 1 / (1 / ours.ping + 1 / barePut)))
  printFigure('insert at 50 / ping at 50', ratio(ours.insertWide, ours.pingWide))
  const other = process.argv[process.argv.indexOf('--vs') + 1]
  if (process.argv.includes('--vs') && other) {
    const theirs = await measure(other)
    report('other', theirs)
    printFigure('point read, embedded / other', ratio(ours.pointRead, theirs.pointRead))
    printFigure('insert alone, embedded / other', ratio(ours.insertAlone, theirs.insertAlone))
    printFigure('insert at 50, embedded / other', ratio(ours.insertWide, theirs.insertWide))
  }
  if (process.argv.includes('--large')) await measureLarge(join(directory, 'large'))
} finally {
  await database.close()
  await rm(directory, { recursive: true, force: true })
}

async function measure(uri: string): Promise<Rates> {
  const client = await MongoClient.connect(uri, { maxPoolSize: 50 })
  try {
    const db = client.db(`bench_${Date.now()}`)
    const collection = db.collection('points')
    const ids = Array.from({ length: 5_000 }, () => new ObjectId())
    await collection.insertMany(ids.map((_id, number) => ({ _id, number, filler })))
    const idOf = (round: number) => ids[round % ids.length]
    await ratePerSecond(500, 1, () => db.command({ ping: 1 }))
    const rates = {
      ping: await ratePerSecond(3_000, 1, () => db.command({ ping: 1 })),
      pointRead: await ratePerSecond(3_000, 1, (round) => collection.findOne({ _id: idOf(round) })),
      insertAlone: await ratePerSecond(1_000, 1, (number) => collection.insertOne({ number, filler })),
      pingWide: await ratePerSecond(10_000, 50, () => db.command({ ping: 1 })),
      insertWide: await ratePerSecond(5_000, 50, (number) => collection.insertOne({ number, filler })),
    }
    await db.dropDatabase()
    return rates
  } finally {
    await client.close()
  }
}

function report(name: string, rates: Rates): void {
  for (const [what, rate] of Object.entries(rates)) printFigure(`${name}: ${what}`, `${rate.toFixed(0)}/s`)
}

/** What one put costs when each waits until it is on disk. */
async function barePutsPerSecond(path: string): Promise<number> {
  const store = open<Buffer, number>({ path, encoding: 'binary', keyEncoding: 'uint32', overlappingSync: false })
  const value = Buffer.from(filler)
  const rate = await ratePerSecond(1_000, 1, (round) => store.put(round, value))
  await store.close()
  return rate
}

function ratio(one: number, other: number): string {
  return `${((100 * one) / other).toFixed(0)} %`
}
