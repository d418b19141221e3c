import { Decimal128, Int32 } from 'bson'
import { describe, expect, test } from 'vitest'
import { fromPlain, type Plain, toPlain } from '../values/index.ts'
import { compilePipeline } from './index.ts'
import { codeOf, createDatabase, run, stages } from './run.test-data.ts'

/** Pipeline, input, output. */
type Row = readonly [pipeline: readonly Plain[], input: readonly Plain[], output: readonly Plain[]]

function table(rows: readonly Row[]): void {
  rows.forEach(([pipeline, input, output], index) => {
    const shown = JSON.stringify(pipeline, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}L` : value))
    test(`${index}: ${shown}`, async () => {
      expect(await run(pipeline, input)).toStrictEqual(output)
    })
  })
}

function failures(rows: readonly (readonly [stage: Plain, code: number, doc?: Plain])[]): void {
  test.each(rows.map(([stage, code, doc]) => ({ stage, code, doc: doc ?? {} })))('$stage → $code', async (row) => {
    expect(await codeOf([row.stage], [row.doc])).toBe(row.code)
  })
}

const NUMBERS = [1, 2, 3, 4, 5].map((a) => ({ a }))

describe('$match, $limit, $skip, $count', () => {
  table([
    [[{ $match: { a: { $gt: 3 } } }], NUMBERS, [{ a: 4 }, { a: 5 }]],
    [[{ $match: { $expr: { $eq: ['$a', 2] } } }], NUMBERS, [{ a: 2 }]],
    [[{ $limit: 2 }], NUMBERS, [{ a: 1 }, { a: 2 }]],
    [[{ $skip: 3 }], NUMBERS, [{ a: 4 }, { a: 5 }]],
    [[{ $skip: 9 }], NUMBERS, []],
    [[{ $skip: 1 }, { $limit: 1 }], NUMBERS, [{ a: 2 }]],
    [[{ $count: 'n' }], NUMBERS, [{ n: 5 }]],
    [[{ $match: { a: 9 } }, { $count: 'n' }], NUMBERS, []],
  ])
  failures([
    [{ $match: 1 }, 15959],
    [{ $limit: 0 }, 15958],
    [{ $limit: 'x' }, 5107201],
    [{ $limit: -1 }, 5107201],
    [{ $skip: 1.5 }, 5107200],
    [{ $count: '' }, 40157],
    [{ $count: '$a' }, 40158],
    [{ $count: 'a.b' }, 40160],
    [{ $nonsense: 1 }, 40324],
    [{ $match: {}, $limit: 1 }, 40323],
  ])
})

describe('$project', () => {
  const doc = { _id: 1, a: 1, b: { c: 1, d: 2 }, list: [{ c: 1, d: 2 }, 5, [{ c: 3 }]] }
  table([
    [[{ $project: { a: 1 } }], [doc], [{ _id: 1, a: 1 }]],
    [[{ $project: { a: true, _id: 0 } }], [doc], [{ a: 1 }]],
    [[{ $project: { 'b.c': 1, _id: 0 } }], [doc], [{ b: { c: 1 } }]],
    [[{ $project: { b: { c: 1 }, _id: 0 } }], [doc], [{ b: { c: 1 } }]],
    [[{ $project: { 'list.c': 1, _id: 0 } }], [doc], [{ list: [{ c: 1 }, [{ c: 3 }]] }]],
    [[{ $project: { 'a.x': 1, _id: 0 } }], [doc], [{}]],
    [[{ $project: { list: 0, b: 0 } }], [doc], [{ _id: 1, a: 1 }]],
    [[{ $project: { 'list.c': 0, b: 0, _id: 0 } }], [doc], [{ a: 1, list: [{ d: 2 }, 5, [{}]] }]],
    [[{ $project: { _id: 0 } }], [{ _id: 1, a: 1 }], [{ a: 1 }]],
    [[{ $project: { _id: 1 } }], [doc], [{ _id: 1 }]],
    [[{ $project: { x: '$b.c', a: 1 } }], [doc], [{ _id: 1, a: 1, x: 1 }]],
    [[{ $project: { x: '$gone', y: 'text' } }], [doc], [{ _id: 1, y: 'text' }]],
    [[{ $project: { 'n.m': { $add: ['$a', 1] }, _id: 0 } }], [doc], [{ n: { m: 2 } }]],
    [[{ $project: { first: { $slice: ['$list.c', 1] }, _id: 0 } }], [doc], [{ first: [1] }]],
    [[{ $project: { _id: '$a' } }], [doc], [{ _id: 1 }]],
    [[{ $project: { _id: 0, x: 1, y: '$$REMOVE' } }], [{ x: 1, y: 2 }], [{ x: 1 }]],
  ])
  failures([
    [{ $project: {} }, 51272],
    [{ $project: 1 }, 15969],
    [{ $project: { a: 1, b: 0 } }, 31254],
    [{ $project: { a: 0, b: 1 } }, 31253],
    [{ $project: { a: 1, 'a.b': 1 } }, 31249],
    [{ $project: { 'a.b': 1, a: 1 } }, 31250],
    [{ $project: { a: {} } }, 51270],
    [{ $project: { a: { $nonsense: 1 } } }, 168],
  ])
})

describe('$addFields, $set, $unset, $replaceRoot', () => {
  table([
    [[{ $addFields: { b: { $add: ['$a', 1] } } }], [{ a: 1 }], [{ a: 1, b: 2 }]],
    [[{ $set: { a: 5 } }], [{ a: 1, b: 2 }], [{ a: 5, b: 2 }]],
    [[{ $set: { 'a.b': 5 } }], [{ a: { c: 1 } }], [{ a: { c: 1, b: 5 } }]],
    [[{ $set: { a: { b: 5 } } }], [{ a: { c: 1 } }], [{ a: { c: 1, b: 5 } }]],
    [[{ $set: { 'a.b': 5 } }], [{ a: [{ c: 1 }, 2] }], [{ a: [{ c: 1, b: 5 }, { b: 5 }] }]],
    [[{ $set: { 'a.b': 5 } }], [{ a: 1 }], [{ a: { b: 5 } }]],
    [[{ $set: { a: '$gone', c: '$$REMOVE' } }], [{ a: 1, b: 2, c: 3 }], [{ b: 2 }]],
    [[{ $set: { a: '$b', b: '$a' } }], [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
    [[{ $unset: 'a' }], [{ a: 1, b: 2 }], [{ b: 2 }]],
    [[{ $unset: ['a', 'b.c'] }], [{ a: 1, b: { c: 1, d: 2 } }], [{ b: { d: 2 } }]],
    [[{ $replaceRoot: { newRoot: '$b' } }], [{ b: { c: 1 } }], [{ c: 1 }]],
    [[{ $replaceWith: { $mergeObjects: [{ x: 0 }, '$$ROOT'] } }], [{ a: 1 }], [{ x: 0, a: 1 }]],
  ])
  failures([
    [{ $addFields: 1 }, 40272],
    [{ $addFields: { a: {} } }, 40180],
    [{ $unset: 5 }, 31002],
    [{ $unset: [] }, 31119],
    [{ $replaceRoot: { newRoot: '$a' } }, 40228, { a: 1 }],
    [{ $replaceRoot: 1 }, 40229],
    [{ $replaceRoot: {} }, 40231],
  ])
})

describe('$unwind', () => {
  const preserve = (path: string) => ({ $unwind: { path, preserveNullAndEmptyArrays: true } })
  table([
    [
      [{ $unwind: '$a' }],
      [{ a: [1, 2], b: 0 }],
      [
        { a: 1, b: 0 },
        { a: 2, b: 0 },
      ],
    ],
    [[{ $unwind: '$a' }], [{ a: 5 }, { a: [] }, { a: null }, {}], [{ a: 5 }]],
    [[preserve('$a')], [{ x: 1, a: [] }, { a: null }, { y: 1 }], [{ x: 1 }, { a: null }, { y: 1 }]],
    [[{ $unwind: '$a.b' }], [{ a: { b: [1, 2], c: 3 } }], [{ a: { b: 1, c: 3 } }, { a: { b: 2, c: 3 } }]],
    [[{ $unwind: '$a.b' }], [{ a: [{ b: [1] }] }], []],
    [
      [{ $unwind: { path: '$a', includeArrayIndex: 'i' } }],
      [{ a: ['x', 'y'] }, { a: 'z' }],
      [
        { a: 'x', i: 0n },
        { a: 'y', i: 1n },
        { a: 'z', i: null },
      ],
    ],
  ])
  failures([
    [{ $unwind: 'a' }, 28818],
    [{ $unwind: 5 }, 15981],
    [{ $unwind: {} }, 28812],
    [{ $unwind: { path: '$a', other: 1 } }, 28811],
    [{ $unwind: { path: '$a', includeArrayIndex: '$i' } }, 28822],
  ])
})

describe('$sort', () => {
  table([
    [[{ $sort: { a: -1 } }], NUMBERS, [5, 4, 3, 2, 1].map((a) => ({ a }))],
    [
      [{ $sort: { a: 1, b: -1 } }],
      [{ a: 1, b: 1 }, { a: 0 }, { a: 1, b: 2 }],
      [{ a: 0 }, { a: 1, b: 2 }, { a: 1, b: 1 }],
    ],
    [
      [{ $sort: { a: 1 } }],
      [{ a: 'x' }, { a: 1 }, { n: 1 }, { a: null }, { a: [] }],
      [{ a: [] }, { n: 1 }, { a: null }, { a: 1 }, { a: 'x' }],
    ],
    [[{ $sort: { a: 1 } }], [{ a: [5, 2] }, { a: 3 }], [{ a: [5, 2] }, { a: 3 }]],
    [[{ $sort: { a: -1 } }], [{ a: 3 }, { a: [5, 2] }], [{ a: [5, 2] }, { a: 3 }]],
    [
      [{ $sort: { 'a.b': 1 } }],
      [{ a: [{ b: 3 }, { b: 1 }] }, { a: { b: 2 } }, { a: 1 }],
      [{ a: 1 }, { a: [{ b: 3 }, { b: 1 }] }, { a: { b: 2 } }],
    ],
    [
      [{ $sort: { 'a.b': 1, 'a.c': 1 } }],
      [
        {
          a: [
            { b: 1, c: 9 },
            { b: 1, c: 2 },
          ],
        },
        { a: { b: 1, c: 3 } },
      ],
      [
        {
          a: [
            { b: 1, c: 9 },
            { b: 1, c: 2 },
          ],
        },
        { a: { b: 1, c: 3 } },
      ],
    ],
  ])
  failures([
    [{ $sort: {} }, 15976],
    [{ $sort: 1 }, 15973],
    [{ $sort: { a: 2 } }, 15975],
    [{ $sort: { a: 'x' } }, 15974],
    [{ $sort: { a: 1, b: 1 } }, 2, { a: [1, 2], b: [1, 2] }],
  ])

  test('with a limit behind keeps the first in order, stably', async () => {
    const docs = Array.from({ length: 5000 }, (_, i) => ({ key: (i * 7919) % 50, i }))
    const all = await run([{ $sort: { key: 1 } }], docs)
    expect(await run([{ $sort: { key: 1 } }, { $skip: 5 }, { $limit: 20 }], docs)).toEqual(all.slice(5, 25))
  })
})

describe('$group', () => {
  const docs = [
    { k: 'a', v: 1, n: 3 },
    { k: 'b', v: 2, n: 1 },
    { k: 'a', v: 4 },
  ]
  const acc = (field: Plain) => [{ $group: { _id: '$k', x: field } }]
  table([
    [
      acc({ $sum: '$v' }),
      docs,
      [
        { _id: 'a', x: 5 },
        { _id: 'b', x: 2 },
      ],
    ],
    [
      acc({ $sum: 1 }),
      docs,
      [
        { _id: 'a', x: 2 },
        { _id: 'b', x: 1 },
      ],
    ],
    [
      acc({ $count: {} }),
      docs,
      [
        { _id: 'a', x: 2 },
        { _id: 'b', x: 1 },
      ],
    ],
    [
      acc({ $avg: '$v' }),
      docs,
      [
        { _id: 'a', x: 2.5 },
        { _id: 'b', x: 2 },
      ],
    ],
    [
      acc({ $min: '$n' }),
      docs,
      [
        { _id: 'a', x: 3 },
        { _id: 'b', x: 1 },
      ],
    ],
    [
      acc({ $max: '$gone' }),
      docs,
      [
        { _id: 'a', x: null },
        { _id: 'b', x: null },
      ],
    ],
    [
      acc({ $first: '$n' }),
      docs,
      [
        { _id: 'a', x: 3 },
        { _id: 'b', x: 1 },
      ],
    ],
    [
      acc({ $last: '$n' }),
      docs,
      [
        { _id: 'a', x: null },
        { _id: 'b', x: 1 },
      ],
    ],
    [
      acc({ $push: '$n' }),
      docs,
      [
        { _id: 'a', x: [3] },
        { _id: 'b', x: [1] },
      ],
    ],
    [
      acc({ $push: { v: '$v' } }),
      docs,
      [
        { _id: 'a', x: [{ v: 1 }, { v: 4 }] },
        { _id: 'b', x: [{ v: 2 }] },
      ],
    ],
    [
      acc({ $addToSet: '$k' }),
      docs,
      [
        { _id: 'a', x: ['a'] },
        { _id: 'b', x: ['b'] },
      ],
    ],
    [
      acc({ $mergeObjects: { v: '$v', n: '$n' } }),
      docs,
      [
        { _id: 'a', x: { v: 4, n: 3 } },
        { _id: 'b', x: { v: 2, n: 1 } },
      ],
    ],
    [
      acc({ $stdDevPop: '$v' }),
      docs,
      [
        { _id: 'a', x: 1.5 },
        { _id: 'b', x: 0 },
      ],
    ],
    [
      acc({ $stdDevSamp: '$v' }),
      docs,
      [
        { _id: 'a', x: Math.sqrt(4.5) },
        { _id: 'b', x: null },
      ],
    ],
    [
      acc({ $firstN: { n: 1, input: '$v' } }),
      docs,
      [
        { _id: 'a', x: [1] },
        { _id: 'b', x: [2] },
      ],
    ],
    [
      acc({ $lastN: { n: 5, input: '$v' } }),
      docs,
      [
        { _id: 'a', x: [1, 4] },
        { _id: 'b', x: [2] },
      ],
    ],
    [
      acc({ $maxN: { n: 1, input: '$v' } }),
      docs,
      [
        { _id: 'a', x: [4] },
        { _id: 'b', x: [2] },
      ],
    ],
    [
      acc({ $top: { sortBy: { v: -1 }, output: '$v' } }),
      docs,
      [
        { _id: 'a', x: 4 },
        { _id: 'b', x: 2 },
      ],
    ],
    [
      acc({ $bottom: { sortBy: { v: -1 }, output: ['$v'] } }),
      docs,
      [
        { _id: 'a', x: [1] },
        { _id: 'b', x: [2] },
      ],
    ],
    [
      acc({ $topN: { n: 2, sortBy: { v: -1 }, output: '$v' } }),
      docs,
      [
        { _id: 'a', x: [4, 1] },
        { _id: 'b', x: [2] },
      ],
    ],
    [
      acc({ $bottomN: { n: 1, sortBy: { v: -1 }, output: '$v' } }),
      docs,
      [
        { _id: 'a', x: [1] },
        { _id: 'b', x: [2] },
      ],
    ],
    [
      acc({ $median: { input: '$v', method: 'approximate' } }),
      docs,
      [
        { _id: 'a', x: 1 },
        { _id: 'b', x: 2 },
      ],
    ],
    [
      acc({ $percentile: { input: '$v', p: [0.95], method: 'approximate' } }),
      docs,
      [
        { _id: 'a', x: [4] },
        { _id: 'b', x: [2] },
      ],
    ],
    [[{ $group: { _id: null, n: { $sum: '$v' } } }], docs, [{ _id: null, n: 7 }]],
    [[{ $group: { _id: null } }], [], []],
    [[{ $group: { _id: '$gone' } }], docs, [{ _id: null }]],
    [[{ $group: { _id: { k: '$k', gone: '$gone' } } }], docs, [{ _id: { k: 'a' } }, { _id: { k: 'b' } }]],
    [
      [{ $group: { _id: '$k' } }],
      [{ k: 1 }, { k: 1n }, { k: Decimal128.fromString('1.0') }, { k: '1' }, { k: true }],
      [{ _id: 1 }, { _id: '1' }, { _id: true }],
    ],
    [
      [{ $group: { _id: '$k' } }],
      [{ k: { a: 1, b: 2 } }, { k: { b: 2, a: 1 } }, { k: [1] }, { k: [1n] }],
      [{ _id: { a: 1, b: 2 } }, { _id: { b: 2, a: 1 } }, { _id: [1] }],
    ],
    [
      [{ $group: { _id: '$k', n: { $sum: '$v' } } }],
      [
        { k: 0, v: 2n },
        { k: -0, v: 1.5 },
      ],
      [{ _id: 0, n: 3.5 }],
    ],
    [
      [{ $sortByCount: '$k' }],
      docs,
      [
        { _id: 'a', count: 2 },
        { _id: 'b', count: 1 },
      ],
    ],
  ])
  failures([
    [{ $group: 1 }, 15947],
    [{ $group: {} }, 15955],
    [{ $group: { _id: 1, x: { $nonsense: 1 } } }, 15952],
    [{ $group: { _id: 1, x: 1 } }, 40234],
    [{ $group: { _id: 1, 'x.y': { $sum: 1 } } }, 40235],
    [{ $group: { _id: 1, x: { $sum: 1, $avg: 1 } } }, 40238],
    [{ $group: { _id: 1, x: { $sum: [1, 2] } } }, 40237],
    [{ $group: { _id: 1, x: { $topN: { n: 0, sortBy: { a: 1 }, output: 1 } } } }, 5787908],
    [{ $sortByCount: 'a' }, 40148],
  ])

  test('holds at most 100 MB', async () => {
    const docs = Array.from({ length: 120 }, (_, _id) => ({ _id, text: 'x'.repeat(1_000_000) }))
    expect(await codeOf([{ $group: { _id: null, all: { $push: '$text' } } }], docs)).toBe(292)
    expect(await codeOf([{ $sort: { _id: 1 } }], docs)).toBe(292)
    expect(await codeOf([{ $sort: { _id: 1 } }, { $limit: 3 }], docs)).toBe(0)
  })
})

describe('$bucket, $bucketAuto, $facet, $redact, $sample', () => {
  const bucket = (more: Plain) => ({ $bucket: { groupBy: '$a', boundaries: [0, 3, 5], ...more } })
  table([
    [
      [bucket({ default: 'other' })],
      NUMBERS,
      [
        { _id: 0, count: 2 },
        { _id: 3, count: 2 },
        { _id: 'other', count: 1 },
      ],
    ],
    [
      [bucket({ default: 9, output: { s: { $sum: '$a' } } })],
      NUMBERS,
      [
        { _id: 0, s: 3 },
        { _id: 3, s: 7 },
        { _id: 9, s: 5 },
      ],
    ],
    [
      [{ $bucketAuto: { groupBy: '$a', buckets: 2 } }],
      NUMBERS,
      [
        { _id: { min: 1, max: 4 }, count: 3 },
        { _id: { min: 4, max: 5 }, count: 2 },
      ],
    ],
    [
      [{ $facet: { n: [{ $count: 'n' }], top: [{ $sort: { a: -1 } }, { $limit: 1 }] } }],
      NUMBERS,
      [{ n: [{ n: 5 }], top: [{ a: 5 }] }],
    ],
    [[{ $facet: { n: [{ $count: 'n' }] } }], [], [{ n: [] }]],
    [
      [{ $redact: { $cond: [{ $eq: ['$secret', true] }, '$$PRUNE', '$$DESCEND'] } }],
      [{ a: { secret: true }, b: [{ secret: true }, { c: 1 }, 5] }, { secret: true }],
      [{ b: [{ c: 1 }, 5] }],
    ],
  ])
  failures([
    [bucket({}), 40066, { a: 7 }],
    [{ $bucket: { groupBy: '$a', boundaries: [3, 1] } }, 40194],
    [{ $bucket: { groupBy: '$a', boundaries: [1, 'x'] } }, 40193],
    [{ $bucket: { groupBy: 'a', boundaries: [1, 2] } }, 40202],
    [{ $bucketAuto: { groupBy: '$a', buckets: 0 } }, 40243],
    [{ $facet: {} }, 40169],
    [{ $facet: { a: [{ $out: 'x' }] } }, 40600],
    [{ $facet: { a: 1 } }, 40170],
    [{ $redact: 'x' }, 17053],
    [{ $sample: { size: 0 } }, 28747],
    [{ $sample: {} }, 28749],
  ])

  test('$sample answers different documents of the input', async () => {
    const chosen = await run([{ $sample: { size: 3 } }], NUMBERS)
    expect(new Set(chosen.map((doc) => doc.a)).size).toBe(3)
    expect(await run([{ $sample: { size: 30 } }], NUMBERS)).toHaveLength(5)
  })
})

describe('$out and $merge', () => {
  test('$out hands the result on and returns nothing', async () => {
    const database = createDatabase()
    expect(await run([{ $out: 'target' }], NUMBERS, database)).toEqual([])
    expect(database.writes).toMatchObject([{ kind: 'replaceCollection', target: { collection: 'target' } }])
  })

  test('$merge updates by key and inserts what is not there', async () => {
    const database = createDatabase()
    expect(await run([{ $merge: { into: 'target', on: 'a' } }], [{ _id: 7, a: 1 }], database)).toEqual([])
    const [update, insert] = database.writes
    expect(update).toMatchObject({
      kind: 'update',
      upsert: false,
      filter: new Map([['a', new Map([['$eq', new Int32(1)]])]]),
    })
    expect(insert).toMatchObject({ kind: 'insert', document: fromPlain({ _id: 7, a: 1 }) })
    const discard = createDatabase()
    await run(
      [{ $merge: { into: 'target', whenMatched: 'replace', whenNotMatched: 'discard' } }],
      [{ _id: 7 }],
      discard,
    )
    expect(discard.writes).toHaveLength(1)
    expect(await codeOf([{ $merge: { into: 'target', whenNotMatched: 'fail' } }], [{ _id: 7 }])).toBe(13113)
  })

  test('are only at the end', async () => {
    expect(await codeOf([{ $out: 'x' }, { $limit: 1 }])).toBe(40601)
    expect(await codeOf([{ $merge: { into: 'x', whenMatched: 'fail', whenNotMatched: 'discard' } }])).toBe(51189)
    expect(
      await codeOf([{ $merge: 'x' }], [{ a: 1 }], {
        ...createDatabase(),
        environment: { now: new Date(), open: async function* () {} },
      }),
    ).toBe(20)
  })
})

describe('what the planner is told', () => {
  const compiled = (pipeline: Plain[]) => compilePipeline(stages(pipeline), createDatabase().environment)

  test('the beginning as a find', () => {
    const { pushdown } = compiled([
      { $match: { a: 1 } },
      { $sort: { b: 1 } },
      { $match: { c: 1 } },
      { $skip: 2 },
      { $limit: 5 },
      { $limit: 3 },
      { $match: { d: 1 } },
    ])
    expect(toPlain(pushdown.filter ?? new Map())).toEqual({ $and: [{ a: 1 }, { c: 1 }] })
    expect(pushdown.sort && toPlain(pushdown.sort)).toEqual({ b: 1 })
    expect([pushdown.skip, pushdown.limit]).toEqual([2, 3])
    expect(pushdown.rest.map(toPlain)).toEqual([{ $match: { d: 1 } }])
    expect(compiled([{ $limit: 1 }, { $skip: 1 }]).pushdown.rest).toHaveLength(1)
    expect(compiled([{ $limit: 1 }, { $sort: { a: 1 } }]).pushdown.sort).toBeUndefined()
  })

  test('the paths that are needed', () => {
    expect(compiled([{ $match: { 'a.b': 1 } }, { $group: { _id: '$c', n: { $sum: '$d.e' } } }]).requiredFields).toEqual(
      ['a', 'd.e', 'c'],
    )
    expect(compiled([{ $match: { a: 1 } }]).requiredFields).toBeNull()
    expect(compiled([{ $project: { a: 1, x: '$b' } }]).requiredFields).toEqual(['a', 'b', '_id'])
    expect(compiled([{ $project: { a: 1, x: '$$ROOT' } }]).requiredFields).toBeNull()
    expect(
      compiled([{ $group: { _id: null, n: { $top: { sortBy: { s: 1 }, output: '$o' } } } }]).requiredFields,
    ).toEqual(['s', 'o'])
  })
})
