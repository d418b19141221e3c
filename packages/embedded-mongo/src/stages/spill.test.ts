import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SpillSpace } from '../spill/index.ts'
import { fromPlain, type Plain, toPlain } from '../values/index.ts'
import { compilePipeline } from './index.ts'
import { codeOf, createDatabase, run, stages } from './run.test-data.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-spill-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

function tight(limitBytes: number) {
  const database = createDatabase()
  database.environment.memory = { limitBytes, spill: new SpillSpace(directory) }
  return database
}

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom('a', 'b', 'A', null, true, 2.5, 3n, new Date(5)),
)
const docs = fc
  .array(fc.record({ k: scalar, s: scalar, n: fc.integer({ min: -9, max: 9 }), t: scalar }, { requiredKeys: ['n'] }), {
    maxLength: 120,
  })
  .map((list): Plain[] => list.map((doc, _id) => ({ _id, ...doc })))

const GROUPS: Plain = {
  _id: '$k',
  total: { $sum: '$n' },
  mean: { $avg: '$n' },
  least: { $min: '$s' },
  first: { $first: '$s' },
  last: { $last: '$s' },
}
const HOLDING: Plain = {
  _id: { k: '$k', s: '$s' },
  all: { $push: '$n' },
  set: { $addToSet: '$t' },
  best: { $topN: { n: 2, sortBy: { n: -1, _id: 1 }, output: '$_id' } },
  firsts: { $firstN: { n: 2, input: '$s' } },
  median: { $median: { input: '$n', method: 'approximate' } },
}

const byShown = (found: Record<string, unknown>[]) =>
  found
    .map((doc) => JSON.stringify(doc, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}L` : value)))
    .sort()

test('stages that go to disk answer as in memory, and leave no file', { timeout: 120_000 }, async () => {
  const unordered: Plain[][] = [[{ $group: GROUPS }], [{ $group: HOLDING }]]
  const ordered: Plain[][] = [
    [{ $sort: { s: 1, n: -1 } }],
    [{ $sort: { s: -1 } }, { $skip: 2 }, { $limit: 9 }],
    [{ $bucketAuto: { groupBy: '$s', buckets: 4, output: { ids: { $push: '$_id' }, n: { $sum: 1 } } } }],
    [
      {
        $setWindowFields: {
          partitionBy: '$k',
          sortBy: { n: 1, _id: 1 },
          output: { running: { $sum: '$n', window: { documents: ['unbounded', 'current'] } } },
        },
      },
    ],
  ]
  await fc.assert(
    fc.asyncProperty(docs, fc.integer({ min: 400, max: 40_000 }), async (input, limitBytes) => {
      // A partition of a window has to fit; sorts and groups need not.
      for (const pipeline of unordered)
        expect(byShown(await run(pipeline, input, tight(limitBytes)))).toEqual(byShown(await run(pipeline, input)))
      for (const pipeline of ordered)
        expect(await run(pipeline, input, tight(Math.max(limitBytes, 30_000)))).toEqual(await run(pipeline, input))
    }),
    { numRuns: 40 },
  )
  expect(await readdir(directory)).toEqual([])
})

test('many more groups than fit, each counted once', async () => {
  const input = Array.from({ length: 20_000 }, (_, i) => fromPlain({ k: `key ${(i * 7919) % 5000}`, n: i }))
  const { environment } = tight(100_000)
  const pipeline = compilePipeline(
    stages([{ $group: { _id: '$k', n: { $sum: 1 }, ids: { $push: '$n' } } }]),
    environment,
  )
  const found = new Map<unknown, unknown>()
  for await (const doc of pipeline.run(input)) {
    const { _id, n, ids } = toPlain(doc)
    expect(found.has(_id)).toBe(false)
    expect(ids).toHaveLength(4)
    found.set(_id, n)
  }
  expect(found.size).toBe(5000)
  expect(new Set(found.values())).toEqual(new Set([4]))
  expect(await readdir(directory)).toEqual([])
})

test('a pipeline left in the middle leaves no file', async () => {
  const input = Array.from({ length: 5000 }, (_, n) => fromPlain({ n: -n, k: `key ${n}` }))
  for (const stage of [{ $sort: { n: 1 } }, { $group: { _id: '$k', n: { $push: '$n' } } }]) {
    const { environment } = tight(20_000)
    const output = compilePipeline(stages([stage]), environment)
      .run(input)
      [Symbol.asyncIterator]()
    expect((await output.next()).done).toBe(false)
    expect((await readdir(directory)).length).toBeGreaterThan(0)
    await output.return?.()
    expect(await readdir(directory)).toEqual([])
  }
})

test('one group, or one partition, that is too large itself is refused', async () => {
  const input = Array.from({ length: 3000 }, (_, n) => ({ n, text: 'x'.repeat(50) }))
  expect(await codeOf([{ $group: { _id: null, all: { $push: '$text' } } }], input, tight(20_000))).toBe(146)
  const window = { $setWindowFields: { sortBy: { n: 1 }, output: { rank: { $rank: {} } } } }
  expect(await codeOf([window], input, tight(20_000))).toBe(146)
  expect(await readdir(directory)).toEqual([])
})
