/**
 * The embedded database, in a process of its own as `pnpm start` runs it, through the official driver, beside its own ping
 * and a bare durable LMDB put. `--vs mongodb://…` measures another server too, `--large` a million documents.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'lmdb'
import { MongoClient, ObjectId } from 'mongodb'
import { startDatabaseProcess } from './lib/database-process.ts'
import { percentile, printFigure, ratePerSecond } from './lib/figures.ts'
import { measureLarge } from './lib/large-database.ts'

const DOCUMENT_BYTES = 1_000
const filler = 'x'.repeat(DOCUMENT_BYTES)

/** Each figure is measured this often, in turns, since a machine and its disk are not the same from one second to the next. */
const TURNS = 9

/** Calls a second. */
interface Rates {
  ping: number
  pointRead: number
  barePut: number
  insertAlone: number
  pingWide: number
  insertWide: number
}

const directory = await mkdtemp(join(tmpdir(), 'parley-bench-db-'))
const database = await startDatabaseProcess(join(directory, 'embedded'))
try {
  const ours = await measure(database.uri)
  report('embedded', ours)
  printRatio('point read / ping', ours, ({ pointRead, ping }) => pointRead / ping, 'aim ≥ 60 %')
  printRatio(
    'insert alone / (1 / (1/ping + 1/put))',
    ours,
    ({ insertAlone, ping, barePut }) => insertAlone * (1 / ping + 1 / barePut),
    'aim ≥ 60 %',
  )
  printRatio('insert at 50 / ping at 50', ours, ({ insertWide, pingWide }) => insertWide / pingWide, 'aim ≥ 35 %')
  const other = process.argv[process.argv.indexOf('--vs') + 1]
  if (process.argv.includes('--vs') && other) {
    const theirs = await measure(other)
    report('other', theirs)
    for (const name of ['pointRead', 'insertAlone', 'insertWide'] as const)
      printFigure(`${name}, embedded / other`, percent(median(ours, name) / median(theirs, name)))
  }
  if (process.argv.includes('--large')) await measureLarge(join(directory, 'large'))
} finally {
  await database.stop()
  await rm(directory, { recursive: true, force: true })
}

/** Everything in turns, after one turn that is not counted. */
async function measure(uri: string): Promise<Rates[]> {
  const client = await MongoClient.connect(uri, { maxPoolSize: 50 })
  const bare = openBare()
  try {
    const db = client.db(`bench_${Date.now()}`)
    const collection = db.collection('points')
    const ids = Array.from({ length: 5_000 }, () => new ObjectId())
    await collection.insertMany(ids.map((_id, number) => ({ _id, number, filler })))
    const turns: Rates[] = []
    let puts = 0
    for (let turn = 0; turn <= TURNS; turn++)
      turns.push({
        ping: await ratePerSecond(2_000, 1, () => db.command({ ping: 1 })),
        pointRead: await ratePerSecond(2_000, 1, (round) => collection.findOne({ _id: ids[round] })),
        barePut: await ratePerSecond(300, 1, () => bare.put(puts++)),
        insertAlone: await ratePerSecond(300, 1, (number) => collection.insertOne({ number, filler })),
        pingWide: await ratePerSecond(2_000, 50, () => db.command({ ping: 1 })),
        insertWide: await ratePerSecond(2_000, 50, (number) => collection.insertOne({ number, filler })),
      })
    await db.dropDatabase()
    return turns.slice(1)
  } finally {
    await bare.close()
    await client.close()
  }
}

/** What one put costs when each waits until it is on disk. */
function openBare() {
  const path = join(directory, `bare_${Date.now()}`)
  const store = open<Buffer, number>({ path, encoding: 'binary', keyEncoding: 'uint32', overlappingSync: false })
  const value = Buffer.from(filler)
  return { put: (key: number) => store.put(key, value), close: () => store.close() }
}

function report(name: string, turns: readonly Rates[]): void {
  for (const what of ['ping', 'pointRead', 'barePut', 'insertAlone', 'pingWide', 'insertWide'] as const)
    printFigure(`${name}: ${what}`, `${median(turns, what).toFixed(0)}/s`)
}

function median(turns: readonly Rates[], name: keyof Rates): number {
  return percentile(
    turns.map((turn) => turn[name]),
    0.5,
  )
}

/** The median over the turns, and between what it lay: both sides of a ratio are of the same turn. */
function printRatio(name: string, turns: readonly Rates[], of: (turn: Rates) => number, aim: string): void {
  const ratios = turns.map(of)
  const [least, middle, most] = [0, 0.5, 1].map((share) => percent(percentile(ratios, share)))
  printFigure(name, middle ?? '', `${aim} (${least} to ${most})`)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}
