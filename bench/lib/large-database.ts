import { type Collection, MongoClient } from 'mongodb'
import { startDatabaseProcess } from './database-process.ts'
import { milliseconds, percentile, printFigure, timeEach } from './figures.ts'
import { rssAnonOfTree } from './process-memory.ts'

const SMALL = 10_000
const MIDDLE = 100_000
const LARGE = 1_000_000
const TENANTS = 100
const SEEN_EVERY_MS = 100

const filler = 'x'.repeat(850)

interface Point {
  _id: number
  tenant: string
  at: Date
  amount: number
  cost: number
  filler: string
}

/** The database as a process of its own with 10,000, 100,000 and 1,000,000 documents of 1 KB: what must not grow with them, and what may. */
export async function measureLarge(dataDir: string): Promise<void> {
  const empty = await startDatabaseProcess(dataDir)
  await new Promise((resume) => setTimeout(resume, 2_000)) // let start-up work end before memory is read
  printFigure('empty: RssAnon', megabytes(rssAnonOfTree(empty.pid).totalMb), 'aim ≤ 80 MB')
  const filled = await connect(empty.uri)
  for (const count of [SMALL, MIDDLE, LARGE]) await fill(filled.collection(count), count)
  await filled.client.close()
  await empty.stop()

  const database = await startDatabaseProcess(dataDir)
  printFigure('start with 1,110,000 documents', milliseconds(database.startMs), 'aim ≤ 1000 ms')
  const { client, collection } = await connect(database.uri)
  try {
    const small = await pageMs(collection(SMALL))
    const large = await pageMs(collection(LARGE))
    printFigure('find by index, sort, limit 20, of 10,000', milliseconds(small))
    printFigure('find by index, sort, limit 20, of 1,000,000', milliseconds(large))
    printFigure('  1,000,000 / 10,000', (large / small).toFixed(2), 'aim ≤ 1.3')
    await measureGroup(collection(MIDDLE), collection(SMALL), database.pid, MIDDLE, 'aim ≤ 400 ms')
    await measureGroup(collection(LARGE), collection(SMALL), database.pid, LARGE, 'aim ≤ 4000 ms')
  } finally {
    await client.close()
    await database.stop()
  }
}

async function connect(uri: string) {
  const client = await MongoClient.connect(uri)
  return { client, collection: (count: number) => client.db('bench').collection<Point>(`of_${count}`) }
}

async function fill(collection: Collection<Point>, count: number): Promise<void> {
  await collection.createIndex({ tenant: 1, at: -1 })
  for (let from = 0; from < count; from += 1000)
    await collection.insertMany(Array.from({ length: 1000 }, (_, i) => point(from + i, count)))
}

/** Every tenant's points lie scattered over the whole time. */
const point = (n: number, count: number): Point => ({
  _id: n,
  tenant: `tenant ${n % TENANTS}`,
  at: new Date(1.7e12 + ((n * 7919) % count) * 60_000),
  amount: n % 1000,
  cost: n / 7,
  filler,
})

async function pageMs(collection: Collection<Point>): Promise<number> {
  const times = await timeEach(400, 100, (round) =>
    collection
      .find({ tenant: `tenant ${Math.abs(round) % TENANTS}` })
      .sort({ at: -1 })
      .limit(20)
      .toArray(),
  )
  return percentile(times, 0.5)
}

const group = (collection: Collection<Point>) =>
  collection
    .aggregate([{ $group: { _id: '$tenant', total: { $sum: '$amount' }, mean: { $avg: '$cost' }, n: { $sum: 1 } } }])
    .toArray()

async function measureGroup(
  collection: Collection<Point>,
  others: Collection<Point>,
  pid: number,
  count: number,
  aim: string,
): Promise<void> {
  const name = `$group over ${count.toLocaleString('en')}`
  await group(collection) // the worker starts, and the pages come into memory
  printFigure(name, milliseconds(percentile(await timeEach(3, 0, () => group(collection)), 0.5)), aim)
  const alone = await pointReads(others, new Promise((resume) => setTimeout(resume, 2_000)))
  let most = 0
  const looking = setInterval(() => {
    most = Math.max(most, rssAnonOfTree(pid).totalMb)
  }, SEEN_EVERY_MS)
  const meanwhile = await pointReads(others, group(collection))
  clearInterval(looking)
  printFigure('  point reads meanwhile, p50 / p99', shown(meanwhile), 'aim p99 ≤ 20 ms')
  printFigure('  point reads alone, p50 / p99', shown(alone))
  printFigure('  RssAnon at most', megabytes(most), 'aim ≤ 300 MB')
}

/** One after another until `over`. */
async function pointReads(collection: Collection<Point>, over: Promise<unknown>): Promise<number[]> {
  let isOver = false
  const ended = over.then(() => {
    isOver = true
  })
  const times: number[] = []
  while (!isOver) times.push(...(await timeEach(1, 0, () => collection.findOne({ _id: (times.length * 97) % SMALL }))))
  await ended
  return times
}

const shown = (times: readonly number[]): string =>
  `${percentile(times, 0.5).toFixed(1)} / ${milliseconds(percentile(times, 0.99))}`

const megabytes = (value: number): string => `${value.toFixed(0)} MB`
