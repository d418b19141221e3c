/**
 * The seed at scale 1 and at scale 100 (`PARLEY_BENCH_SCALE` for another): how long it loads on the embedded database, and what the same person's
 * lists, history and search take at both, asked in turns. Then a person of the organization with 20,000 conversations.
 * Both answer with as many items, or there is nothing to compare: where the person of scale 1 has less than a page (a list of 21, a phrase
 * found in 5), that many are asked of the other too, who still chooses them among all there are.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { SEED_PASSWORD } from '../apps/server/src/seed/closing-message.ts'
import { type BenchClient, signIn } from './lib/bench-client.ts'
import { milliseconds, percentile, printFigure } from './lib/figures.ts'
import { type RunningParley, startParley } from './lib/running-parley.ts'

const SCALE = Number(process.env.PARLEY_BENCH_SCALE ?? 100)
const ROUNDS = 150
const WARM_UP = 15
const PERSON = 'maya.lindqvist@example.com'
const PERSON_OF_LARGE = 'maya.lindqvist.group@example.com'

const PAGE = 20
const MESSAGES = 8

const SEARCHES = [
  ['a rare word', 'webinar'],
  ['a common word', 'newsletter'],
  ['a phrase', '"style guide"'],
  ['a phrase of common words', '"paid search"'],
] as const

const search = (client: BenchClient, query: string, limit: number) =>
  client.query('conversations.search', { query, limit })

const dataOf = <Data extends z.ZodType>(data: Data) => z.object({ result: z.object({ data }) })
const page = dataOf(
  z.object({
    items: z.array(z.object({ id: z.string(), messageCount: z.number() })),
    nextCursor: z.string().nullable(),
  }),
)
const someItems = dataOf(z.object({ items: z.array(z.unknown()) }))
const someMessages = dataOf(z.object({ messages: z.array(z.unknown()) }))
const counted = z.union([
  someItems.transform(({ result }) => result.data.items.length),
  someMessages.transform(({ result }) => result.data.messages.length),
])

const folder = await mkdtemp(join(tmpdir(), 'parley-bench-scale-'))
const started: RunningParley[] = []
try {
  const [small, large] = [join(folder, 'small'), join(folder, 'large')]
  printFigure('seed at scale 1', seconds(await seed(small, 1)))
  printFigure(`seed at scale ${SCALE}`, seconds(await seed(large, SCALE)), SCALE === 100 ? 'aim ≤ 900 s' : '')
  const [one, many] = [await startParley({}, small), await startParley({}, large)]
  started.push(one, many)
  const base = await signIn(one.url, PERSON, SEED_PASSWORD)
  await compare(`the same person, scale ${SCALE}`, base, await signIn(many.url, PERSON, SEED_PASSWORD))
  if (SCALE > 1) await compare('of 20,000 conversations', base, await signIn(many.url, PERSON_OF_LARGE, SEED_PASSWORD))
} finally {
  await Promise.all(started.map((parley) => parley.stop()))
  await rm(folder, { recursive: true, force: true })
}

function seed(dataDir: string, scale: number): Promise<number> {
  const began = performance.now()
  return new Promise((done, fail) => {
    const args = ['--import', 'tsx', 'apps/server/src/seed.ts', '--scale', String(scale)]
    const child = spawn(process.execPath, args, {
      cwd: resolve(import.meta.dirname, '..'),
      env: { ...process.env, DATA_DIR: dataDir },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.once('exit', (code) =>
      code === 0 ? done((performance.now() - began) / 1000) : fail(new Error(`The seed ended with code ${code}.`)),
    )
  })
}

/** Each question to both, in turns, so that what else the machine does falls on both alike. */
async function compare(name: string, base: BenchClient, other: BenchClient): Promise<void> {
  console.log(`\n${name}`)
  const limits = await Promise.all(SEARCHES.map(async ([, query]) => counted.parse(await search(base, query, PAGE))))
  const [askBase, askOther] = [await questionsOf(base, limits), await questionsOf(other, limits)]
  for (const [question, ask] of Object.entries(askBase)) {
    const askAtScale = askOther[question]
    if (!askAtScale) throw new Error(`Nothing to compare ${question} with`)
    const [items, itemsAtScale] = [counted.parse(await ask()), counted.parse(await askAtScale())]
    if (items === 0 || items !== itemsAtScale)
      throw new Error(`${question}: ${items} items against ${itemsAtScale} are not to be compared`)
    const times = { base: [] as number[], other: [] as number[] }
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const [atBase, atScale] = [await timed(ask), await timed(askAtScale)]
      if (round < 0) continue
      times.base.push(atBase)
      times.other.push(atScale)
    }
    const [before, after] = [percentile(times.base, 0.5), percentile(times.other, 0.5)]
    printFigure(`${question} (${items}), p50`, `${milliseconds(before)} → ${milliseconds(after)}`)
    printFigure(
      '  p95',
      `${milliseconds(percentile(times.base, 0.95))} → ${milliseconds(percentile(times.other, 0.95))}`,
    )
    printFigure('  ratio of the p50', `${(after / before).toFixed(2)}×`, 'aim ≤ 1.3×')
  }
}

/** `limits`: how many hits to ask for in each of SEARCHES. */
async function questionsOf(
  client: BenchClient,
  limits: readonly number[],
): Promise<Record<string, () => Promise<unknown>>> {
  const list = (input: object) => client.query('conversations.list', { limit: PAGE, ...input })
  const first = page.parse(await list({})).result.data
  const conversation = first.items.find(({ messageCount }) => messageCount === MESSAGES)
  if (!conversation) throw new Error(`The person has no conversation of ${MESSAGES} messages among the last ${PAGE}`)
  const conversationId = conversation.id
  return {
    'list: the first page': () => list({}),
    'list: the next page': () => list({ cursor: first.nextCursor }),
    'list: archived': () => list({ status: 'archived' }),
    'history: the newest': () => client.query('conversations.get', { conversationId }),
    'history: an older page': () => client.query('messages.list', { conversationId, before: 7, limit: 50 }),
    ...Object.fromEntries(
      SEARCHES.map(([name, query], i) => [`search: ${name}`, () => search(client, query, limits[i] ?? PAGE)]),
    ),
  }
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await ask()
  return performance.now() - began
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}
