import { describe, expect, test } from 'vitest'
import { type Plain, toPlain } from '../values/index.ts'
import { codeOf, createDatabase, run } from './run.test-data.ts'

const COLLECTIONS = {
  items: [
    { _id: 1, sku: 'a', stock: 5, tags: ['x', 'y'] },
    { _id: 2, sku: 'b', stock: 1 },
    { _id: 3, stock: 7 },
    { _id: 4, sku: null, stock: 0 },
    { _id: 5, sku: ['a', 'c'], stock: 2 },
  ],
  staff: [
    { _id: 1, name: 'Ann' },
    { _id: 2, name: 'Bob', boss: 'Ann' },
    { _id: 3, name: 'Cid', boss: 'Bob' },
    { _id: 4, name: 'Dee', boss: 'Cid' },
  ],
}

async function joined(spec: Plain, docs: readonly Plain[], pick: string): Promise<unknown[]> {
  const result = await run([{ $lookup: { from: 'items', as: 'found', ...spec } }], docs, createDatabase(COLLECTIONS))
  return result.map(({ found }) =>
    Array.isArray(found) ? found.map((doc: Record<string, unknown>) => doc[pick]) : found,
  )
}

const BY_SKU = { localField: 'sku', foreignField: 'sku' }

describe('$lookup by fields', () => {
  const rows: (readonly [doc: Plain, ids: number[]])[] = [
    [{ sku: 'a' }, [1, 5]],
    [{ sku: ['a', 'b'] }, [1, 2, 5]],
    [{ sku: 'z' }, []],
    [{ sku: [] }, []],
    [{ sku: null }, [3, 4]],
    [{}, [3, 4]],
    [{ sku: ['c', null] }, [3, 4, 5]],
  ]
  test.each(rows)('%j finds %j', async (doc, ids) => {
    expect(await joined(BY_SKU, [doc], '_id')).toEqual([ids])
  })

  test('arrays and inner fields on both sides', async () => {
    expect(
      await joined(
        { localField: 'wanted.tag', foreignField: 'tags' },
        [{ wanted: [{ tag: 'y' }, { tag: 'q' }] }],
        '_id',
      ),
    ).toEqual([[1]])
    expect(await joined({ localField: 'id', foreignField: '_id' }, [{ id: 2n }], '_id')).toEqual([[2]])
  })

  test('asks once for a whole batch', async () => {
    const database = createDatabase(COLLECTIONS)
    const docs = Array.from({ length: 10 }, (_, index) => ({ sku: index % 2 ? 'a' : 'b' }))
    await run([{ $lookup: { from: 'items', as: 'found', ...BY_SKU } }], docs, database)
    expect(database.opened).toHaveLength(1)
  })

  test('a pipeline goes over what matched, with variables', async () => {
    const spec = {
      ...BY_SKU,
      let: { least: '$least' },
      pipeline: [{ $match: { $expr: { $gte: ['$stock', '$$least'] } } }],
    }
    expect(
      await joined(
        spec,
        [
          { sku: 'a', least: 3 },
          { sku: 'a', least: 1 },
        ],
        '_id',
      ),
    ).toEqual([[1], [1, 5]])
  })
})

describe('$lookup by pipeline', () => {
  test('without variables runs once', async () => {
    const database = createDatabase(COLLECTIONS)
    const pipeline = [{ $sort: { stock: -1 } }, { $limit: 1 }]
    const result = await run([{ $lookup: { from: 'items', as: 'best', pipeline } }], [{}, {}], database)
    expect(result.map(({ best }) => best)).toEqual([[{ _id: 3, stock: 7 }], [{ _id: 3, stock: 7 }]])
    expect(database.opened).toHaveLength(1)
  })

  test('hands the values of variables to the planner in a leading $match', async () => {
    const database = createDatabase(COLLECTIONS)
    const pipeline = [
      { $match: { stock: { $gt: 0 }, $expr: { $eq: ['$sku', '$$wanted'] } } },
      { $project: { _id: 0, stock: 1, asked: '$$wanted' } },
    ]
    const lookup = { $lookup: { from: 'items', as: 'found', let: { wanted: '$sku' }, pipeline } }
    expect(await run([lookup], [{ sku: 'a' }, {}], database)).toEqual([
      { sku: 'a', found: [{ stock: 5, asked: 'a' }] },
      { found: [{ stock: 7 }] },
    ])
    expect(database.opened[0]?.pipeline.map(toPlain)).toEqual([
      { $match: { stock: { $gt: 0 }, $expr: { $eq: ['$sku', { $literal: 'a' }] } } },
    ])
  })

  test('a missing variable is missing, not null', async () => {
    const spec = { let: { gone: '$gone' }, pipeline: [{ $project: { type: { $type: '$$gone' } } }, { $limit: 1 }] }
    expect(await joined(spec, [{}], 'type')).toEqual([['missing']])
  })

  test('inner names may shadow the variables', async () => {
    const body = { $let: { vars: { x: '$stock' }, in: { $eq: ['$$x', 7] } } }
    const spec = { let: { x: '$x' }, pipeline: [{ $match: { $expr: body } }] }
    expect(await joined(spec, [{ x: 1 }], '_id')).toEqual([[3]])
  })

  test('reads fields of a document in a variable', async () => {
    const spec = { let: { me: '$$ROOT' }, pipeline: [{ $match: { $expr: { $eq: ['$sku', '$$me.want.sku'] } } }] }
    expect(await joined(spec, [{ want: { sku: 'b' } }], '_id')).toEqual([[2]])
  })

  test('nests', async () => {
    const inner = {
      $lookup: {
        from: 'staff',
        as: 's',
        let: { id: '$_id' },
        pipeline: [{ $match: { $expr: { $and: [{ $eq: ['$_id', '$$id'] }, { $eq: ['$name', '$$name'] }] } } }],
      },
    }
    const spec = {
      let: { name: '$name' },
      pipeline: [{ $match: { _id: { $lte: 2 } } }, inner, { $match: { s: { $ne: [] } } }],
    }
    expect(await joined(spec, [{ name: 'Bob' }], '_id')).toEqual([[2]])
  })
})

describe('$lookup refuses', () => {
  const rows: (readonly [spec: Plain, code: number])[] = [
    [{ as: 'x' }, 9],
    [{ from: 'items' }, 9],
    [{ from: 'items', as: 'x' }, 9],
    [{ from: 'items', as: 'x', localField: 'a' }, 9],
    [{ from: 'items', as: 'x', pipeline: [], localField: 'a' }, 9],
    [{ from: 'items', as: 'x', pipeline: [], extra: 1 }, 9],
    [{ from: 'items', as: 'x', pipeline: [{ $out: 'y' }] }, 51047],
    [{ from: 'items', as: 'x', pipeline: [{ $nonsense: 1 }] }, 40324],
    [{ from: 'items', as: 'x', pipeline: [{ $project: { y: '$$nobody' } }] }, 17276],
    [{ from: 'items', as: 'x', let: { A: 1 }, pipeline: [] }, 9],
  ]
  test.each(rows)('%j', async (spec, code) => {
    expect(await codeOf([{ $lookup: spec }])).toBe(code)
  })
})

test('$unionWith appends the other collection', async () => {
  const database = createDatabase(COLLECTIONS)
  const pipeline = [{ $match: { stock: { $gt: 4 } } }, { $project: { stock: 1, _id: 0 } }]
  expect(await run([{ $unionWith: { coll: 'items', pipeline } }], [{ a: 1 }], database)).toEqual([
    { a: 1 },
    { stock: 5 },
    { stock: 7 },
  ])
  expect(await run([{ $unionWith: 'staff' }, { $count: 'n' }], [], database)).toEqual([{ n: 4 }])
})

test('$graphLookup follows references', async () => {
  const chain = {
    $graphLookup: {
      from: 'staff',
      startWith: '$boss',
      connectFromField: 'boss',
      connectToField: 'name',
      as: 'bosses',
      depthField: 'depth',
    },
  }
  const result = await run([chain], [{ boss: 'Cid' }, { boss: 'Ann' }, {}], createDatabase(COLLECTIONS))
  const names = result.map(({ bosses }) =>
    Array.isArray(bosses) ? bosses.map((boss: Record<string, unknown>) => [boss.name, boss.depth]) : null,
  )
  expect(names).toEqual([
    [
      ['Cid', 0n],
      ['Bob', 1n],
      ['Ann', 2n],
    ],
    [['Ann', 0n]],
    [],
  ])
  const limited = { $graphLookup: { ...chain.$graphLookup, maxDepth: 0, restrictSearchWithMatch: { _id: { $gt: 1 } } } }
  expect(
    await run(
      [limited, { $project: { n: { $size: '$bosses' } } }],
      [{ boss: 'Cid' }, { boss: 'Ann' }],
      createDatabase(COLLECTIONS),
    ),
  ).toEqual([{ n: 1 }, { n: 0 }])
  expect(await codeOf([{ $graphLookup: { from: 'x' } }])).toBe(40105)
})
