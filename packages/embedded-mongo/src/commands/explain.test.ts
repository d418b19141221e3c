import { type Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
const items = () => started.client.db('explained').collection<Document>('items')
beforeAll(async () => {
  started = await startForTest()
  await items().insertMany(Array.from({ length: 50 }, (_, n) => ({ n, kind: n % 5 })))
  await items().createIndex({ kind: 1, n: 1 })
})
afterAll(() => started.close())

describe('an aggregation explained', () => {
  const pipeline = [
    { $match: { kind: 2 } },
    { $sort: { n: 1 } },
    { $limit: 3 },
    { $group: { _id: '$kind', n: { $sum: '$n' } } },
  ]

  test('shows its search as a cursor and the stages behind it', async () => {
    const plan = await items().aggregate(pipeline).explain('executionStats')
    expect(plan.stages).toMatchObject([
      {
        $cursor: {
          queryPlanner: { winningPlan: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'kind_1_n_1' } } },
          executionStats: { nReturned: 3, totalDocsExamined: 3 },
        },
      },
      { $group: { _id: '$kind' } },
    ])
  })

  test('with nothing behind the search is that search; queryPlanner runs nothing', async () => {
    const plan = await items().aggregate(pipeline.slice(0, 1)).explain('queryPlanner')
    expect(plan.queryPlanner.winningPlan).toMatchObject({ inputStage: { stage: 'IXSCAN' } })
    expect(plan).not.toHaveProperty('executionStats')
  })

  test('by its own option too, and without writing', async () => {
    const db = started.client.db('explained')
    const plan = await db.command({ aggregate: 'items', pipeline: [...pipeline, { $out: 'written' }], explain: true })
    expect(plan.stages).toHaveLength(3)
    expect(await db.listCollections({ name: 'written' }).toArray()).toEqual([])
  })
})

test('what find does not do is refused with a code', async () => {
  const code = async (options: Document) => {
    try {
      await started.client.db('explained').command({ find: 'items', ...options })
      return 'no error'
    } catch (error) {
      return error instanceof MongoServerError ? error.code : error
    }
  }
  expect(await code({ tailable: true })).toBe(2)
  expect(await code({ awaitData: true })).toBe(9)
  expect(await code({ showRecordId: true })).toBe(238)
  expect(await code({ returnKey: true })).toBe(238)
  expect(await code({ min: { kind: 1 }, hint: { kind: 1, n: 1 } })).toBe(238)
})
