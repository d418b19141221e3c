import { Double } from 'bson'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  codeOf,
  openServerUnderTest,
  operatorsIn,
  type ServerUnderTest,
  typed,
} from './server-under-test.test-support.ts'
import { SURFACES } from './surface.test-data.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

const day = (n: number) => new Date(Date.UTC(2026, 0, n))
const double = (value: number) => new Double(value)
const SALES: readonly Document[] = [
  { _id: 1, shop: 'a', day: day(1), n: 5, tags: ['x', 'y'] },
  { _id: 2, shop: 'a', day: day(2), n: 3, tags: [] },
  { _id: 3, shop: 'b', day: day(4), n: 8, tags: ['x'] },
  { _id: 4, shop: 'b', day: day(5), n: null },
]
const SHOPS: readonly Document[] = [
  { _id: 'a', city: 'Ulm', next: 'b' },
  { _id: 'b', city: 'Bonn', next: 'a' },
]
const sorted = { $sort: { _id: 1 } }
const one = (accumulator: Document): Document[] => [
  { $match: { shop: 'a' } },
  { $sort: { _id: 1 } },
  { $group: { _id: null, x: accumulator } },
  { $project: { _id: 0 } },
]
const windowed = (output: Document): Document[] => [
  { $match: { n: { $ne: null } } },
  { $setWindowFields: { sortBy: { _id: 1 }, output: { x: output } } },
  { $project: { _id: 0, x: 1 } },
]
const xs = (...values: unknown[]): Document[] => values.map((x) => ({ x }))
const n = { $project: { n: 1 } }

/** [pipeline over SALES, what it gives]. */
const RESULTS: readonly (readonly [Document[], readonly Document[]])[] = [
  [[{ $match: { shop: 'b', n: 8 } }, n], [{ _id: 3, n: 8 }]],
  [[{ $addFields: { m: { $add: ['$n', 1] } } }, { $match: { m: 9 } }, { $project: { m: 1 } }], [{ _id: 3, m: 9 }]],
  [[{ $set: { n: '$$REMOVE' } }, { $limit: 1 }, n], [{ _id: 1 }]],
  [[sorted, { $skip: 1 }, { $limit: 1 }, n], [{ _id: 2, n: 3 }]],
  [
    [{ $sort: { n: -1 } }, { $limit: 2 }, n],
    [
      { _id: 3, n: 8 },
      { _id: 1, n: 5 },
    ],
  ],
  [[sorted, { $unset: ['day', 'tags', 'shop'] }, { $limit: 1 }], [{ _id: 1, n: 5 }]],
  [[{ $count: 'all' }], [{ all: 4 }]],
  [
    [{ $sortByCount: '$shop' }, sorted],
    [
      { _id: 'a', count: 2 },
      { _id: 'b', count: 2 },
    ],
  ],
  [
    [{ $group: { _id: '$shop', sum: { $sum: '$n' } } }, sorted],
    [
      { _id: 'a', sum: 8 },
      { _id: 'b', sum: 8 },
    ],
  ],
  [
    [{ $bucket: { groupBy: '$n', boundaries: [0, 5, 10], default: 'none', output: { c: { $count: {} } } } }],
    [
      { _id: 0, c: 1 },
      { _id: 5, c: 2 },
      { _id: 'none', c: 1 },
    ],
  ],
  [
    [{ $match: { n: { $ne: null } } }, { $bucketAuto: { groupBy: '$n', buckets: 2 } }],
    [
      { _id: { min: 3, max: 8 }, count: 2 },
      { _id: { min: 8, max: 8 }, count: 1 },
    ],
  ],
  [
    [
      { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
      { $match: { _id: { $lte: 2 } } },
      { $project: { tags: 1, i: { $toInt: '$i' } } },
    ],
    [
      { _id: 1, tags: 'x', i: 0 },
      { _id: 1, tags: 'y', i: 1 },
      { _id: 2, i: null },
    ],
  ],
  [
    [
      { $match: { _id: 1 } },
      { $lookup: { from: 'shops', localField: 'shop', foreignField: '_id', as: 's' } },
      { $project: { s: 1 } },
    ],
    [{ _id: 1, s: [{ _id: 'a', city: 'Ulm', next: 'b' }] }],
  ],
  [
    [
      { $match: { _id: 1 } },
      {
        $lookup: {
          from: 'shops',
          let: { s: '$shop' },
          pipeline: [{ $match: { $expr: { $ne: ['$_id', '$$s'] } } }, { $project: { city: 1 } }],
          as: 's',
        },
      },
      { $project: { s: 1 } },
    ],
    [{ _id: 1, s: [{ _id: 'b', city: 'Bonn' }] }],
  ],
  [
    [
      { $match: { _id: 1 } },
      {
        $graphLookup: {
          from: 'shops',
          startWith: '$shop',
          connectFromField: 'next',
          connectToField: '_id',
          as: 'g',
          maxDepth: 0,
        },
      },
      { $project: { 'g.city': 1 } },
    ],
    [{ _id: 1, g: [{ city: 'Ulm' }] }],
  ],
  [
    [
      { $match: { _id: 1 } },
      n,
      { $unionWith: { coll: 'shops', pipeline: [{ $match: { _id: 'b' } }, { $project: { city: 1 } }] } },
    ],
    [
      { _id: 1, n: 5 },
      { _id: 'b', city: 'Bonn' },
    ],
  ],
  [
    [{ $facet: { a: [{ $match: { shop: 'a' } }, { $count: 'c' }], none: [{ $match: { n: 99 } }] } }],
    [{ a: [{ c: 2 }], none: [] }],
  ],
  [[{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: { was: '$n' } } }], [{ was: 5 }]],
  [[{ $match: { _id: 1 } }, { $replaceWith: { was: '$n' } }], [{ was: 5 }]],
  [
    [{ $match: { _id: 1 } }, { $redact: { $cond: [{ $eq: ['$shop', 'a'] }, '$$KEEP', '$$PRUNE'] } }, n],
    [{ _id: 1, n: 5 }],
  ],
  [
    [
      { $match: { shop: 'a' } },
      { $densify: { field: '_id', range: { step: 1, bounds: [1, 4] } } },
      { $project: { n: 1 } },
    ],
    [{ _id: 1, n: 5 }, { _id: 2, n: 3 }, { _id: 3 }],
  ],
  [
    [{ $fill: { sortBy: { _id: 1 }, output: { n: { method: 'locf' } } } }, { $match: { _id: 4 } }, n],
    [{ _id: 4, n: 8 }],
  ],
  [[{ $sample: { size: 10 } }, { $count: 'all' }], [{ all: 4 }]],
  [[{ $indexStats: {} }, { $project: { _id: 0, name: 1 } }], [{ name: '_id_' }]],
  [[{ $collStats: { count: {} } }, { $project: { _id: 0, count: 1 } }], [{ count: 4 }]],
  // accumulators
  [one({ $addToSet: '$shop' }), xs(['a'])],
  [one({ $avg: '$n' }), xs(double(4))],
  [one({ $bottom: { sortBy: { n: 1 }, output: '$_id' } }), xs(1)],
  [one({ $bottomN: { n: 1, sortBy: { n: 1 }, output: '$_id' } }), xs([1])],
  [one({ $count: {} }), xs(2)],
  [one({ $first: '$n' }), xs(5)],
  [one({ $firstN: { n: 1, input: '$n' } }), xs([5])],
  [one({ $last: '$n' }), xs(3)],
  [one({ $lastN: { n: 5, input: '$n' } }), xs([5, 3])],
  [one({ $max: '$n' }), xs(5)],
  [one({ $maxN: { n: 2, input: '$n' } }), xs([5, 3])],
  [one({ $median: { input: '$n', method: 'approximate' } }), xs(double(3))],
  [one({ $mergeObjects: { k: '$n' } }), xs({ k: 3 })],
  [one({ $min: '$n' }), xs(3)],
  [one({ $minN: { n: 1, input: '$n' } }), xs([3])],
  [one({ $percentile: { input: '$n', p: [0, 1], method: 'approximate' } }), xs([double(3), double(5)])],
  [one({ $push: { id: '$_id' } }), xs([{ id: 1 }, { id: 2 }])],
  [one({ $stdDevPop: '$n' }), xs(double(1))],
  [one({ $stdDevSamp: '$shop' }), xs(null)],
  [one({ $sum: '$shop' }), xs(0)],
  [one({ $top: { sortBy: { n: 1 }, output: '$_id' } }), xs(2)],
  [one({ $topN: { n: 2, sortBy: { n: 1 }, output: '$_id' } }), xs([2, 1])],
  // windows
  [windowed({ $sum: '$n', window: { documents: ['unbounded', 'current'] } }), xs(5, 8, 16)],
  [windowed({ $covariancePop: ['$_id', '$_id'] }), xs(...[1, 2, 3].map(() => 2 / 3))],
  [windowed({ $covarianceSamp: ['$_id', '$_id'] }), xs(...[1, 2, 3].map(() => double(1)))],
  [windowed({ $denseRank: {} }), xs(1, 2, 3)],
  [windowed({ $documentNumber: {} }), xs(1, 2, 3)],
  [windowed({ $rank: {} }), xs(1, 2, 3)],
  [windowed({ $derivative: { input: '$n' }, window: { documents: [-1, 0] } }), xs(null, double(-2), double(5))],
  [
    [...windowed({ $integral: { input: '$n' }, window: { documents: ['unbounded', 'current'] } }), { $skip: 1 }],
    xs(double(4), 9.5),
  ],
  [[...windowed({ $expMovingAvg: { input: '$n', alpha: 0.5 } }), { $skip: 1 }], xs(double(4), double(6))],
  [windowed({ $linearFill: '$n' }), xs(5, 3, 8)],
  [windowed({ $locf: '$n' }), xs(5, 3, 8)],
  [windowed({ $shift: { output: '$n', by: -1, default: 0 } }), xs(0, 5, 3)],
]

const FAILURES: readonly (readonly [Document[], number])[] = [
  [[{ $nonsense: 1 }], 40324],
  [[{ $match: {}, $limit: 1 }], 40323],
  [[{ $limit: 0 }], 15958],
  [[{ $skip: -1 }], 5107200],
  [[{ $project: {} }], 51272],
  [[{ $project: { a: 1, b: 0 } }], 31254],
  [[{ $addFields: 1 }], 40272],
  [[{ $group: {} }], 15955],
  [[{ $group: { _id: 1, x: { $nonsense: 1 } } }], 15952],
  [[{ $group: { _id: 1, x: 1 } }], 40234],
  [[{ $group: { _id: 1, 'a.b': { $sum: 1 } } }], 40235],
  [[{ $unwind: 'tags' }], 28818],
  [[{ $sort: {} }], 15976],
  [[{ $count: '' }], 40157],
  [[{ $sortByCount: 'x' }], 40148],
  [[{ $bucket: { groupBy: '$n', boundaries: [0] } }], 40192],
  [[{ $bucket: { groupBy: '$n', boundaries: [0, 1] } }], 40066],
  [[{ $bucketAuto: { groupBy: '$n', buckets: 0 } }], 40243],
  [[{ $lookup: { from: 'shops', as: 's' } }], 9],
  [[{ $graphLookup: { from: 'shops' } }], 40105],
  [[{ $facet: {} }], 40169],
  [[{ $facet: { a: [{ $out: 'x' }] } }], 40600],
  [[{ $replaceRoot: { newRoot: '$n' } }], 40228],
  [[{ $replaceWith: '$n' }], 40228],
  [[{ $redact: 'x' }], 17053],
  [[{ $sample: { size: -1 } }], 28747],
  [[{ $out: 'x' }, { $limit: 1 }], 40601],
  [[{ $unset: 1 }], 31002],
  [[{ $documents: [{ a: 1 }] }], 73],
]

let server: ServerUnderTest
const aggregate = (pipeline: Document[]) =>
  server.db.collection('sales').aggregate(pipeline, { promoteValues: false }).toArray()
beforeAll(async () => {
  server = await openServerUnderTest()
  await server.db.collection('sales').insertMany(SALES.map((doc) => ({ ...doc })))
  await server.db.collection<Document>('shops').insertMany(SHOPS.map((doc) => ({ ...doc })))
})
afterAll(() => server.close())

describe('pipelines', () => {
  test.each(RESULTS.map(([pipeline, docs]) => ({ of: JSON.stringify(pipeline), pipeline, docs })))(
    '$of',
    async ({ pipeline, docs }) => {
      expect((await aggregate(pipeline)).map(typed)).toEqual(docs.map(typed))
    },
  )

  test.each(FAILURES.map(([pipeline, code]) => ({ of: JSON.stringify(pipeline), pipeline, code })))(
    '$of fails',
    async ({ pipeline, code }) => {
      expect(await codeOf(aggregate(pipeline))).toBe(code)
    },
  )

  test('$documents begins a pipeline of no collection', async () => {
    expect(await server.db.aggregate([{ $documents: [{ a: 1 }] }]).toArray()).toEqual([{ a: 1 }])
  })

  test('$out replaces a collection, $merge goes into one', async () => {
    const { db } = server
    await db.collection('target').insertOne({ old: true })
    await aggregate([{ $match: { shop: 'a' } }, n, { $out: 'target' }])
    expect(await db.collection('target').countDocuments()).toBe(2)
    await aggregate([
      { $set: { m: 1 } },
      { $project: { m: 1 } },
      { $merge: { into: 'target', whenMatched: 'merge', whenNotMatched: 'discard' } },
    ])
    expect(
      await db
        .collection('target')
        .find({}, { sort: { _id: 1 } })
        .toArray(),
    ).toEqual([
      { _id: 1, n: 5, m: 1 },
      { _id: 2, n: 3, m: 1 },
    ])
    expect(
      await codeOf(aggregate([{ $match: { _id: 3 } }, { $merge: { into: 'target', whenNotMatched: 'fail' } }])),
    ).toBe(13113)
  })

  test('each stage, accumulator and window function has a case', () => {
    const used = operatorsIn([...RESULTS, ...FAILURES])
    // Those have tests of their own: here, or with change streams, sessions and operations.
    const elsewhere = ['$changeStream', '$currentOp', '$listLocalSessions', '$merge']
    const all = [SURFACES.Stages, SURFACES.Accumulators, SURFACES['Window functions']].flatMap(
      ({ present }): readonly string[] => present,
    )
    expect(all.filter((name) => !used.has(name) && !elsewhere.includes(name))).toEqual([])
  })
})
