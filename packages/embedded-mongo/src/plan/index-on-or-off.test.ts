import fc from 'fast-check'
import type { Document, Sort } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 6 }) },
  { weight: 2, arbitrary: fc.constantFrom('a', 'ab', 'abc', 'b', '') },
  { weight: 1, arbitrary: fc.constantFrom(null, true, 1.5, new Date(5), Number.NaN) },
)
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.record({ d: scalar, e: scalar }, { requiredKeys: [] }), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.record({ d: scalar, e: scalar }, { requiredKeys: [] }) },
)
const doc = fc.record({ a: value, b: scalar, c: value }, { requiredKeys: [] })
const operator = fc.oneof(
  scalar,
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.constantFrom({ $regex: '^ab?' }, { $regex: '^a' }, { $not: { $gt: 2 } }, { $elemMatch: { $gt: 0, $lt: 4 } }),
)
const path = fc.constantFrom('a', 'b', 'c', 'a.d', 'a.e', 'c.d', 'a.0')
const condition = fc.tuple(path, operator).map(([name, test]): Document => ({ [name]: test }))
const filter = fc.oneof(
  condition,
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((parts): Document => ({ $and: parts })),
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((parts): Document => ({ $or: parts })),
  fc.record({ d: scalar, e: operator }).map((inner): Document => ({ a: { $elemMatch: inner } })),
)
const direction = fc.constantFrom<1 | -1>(1, -1)
const indexPatterns: Record<string, 1 | -1>[] = [
  { a: 1 },
  { b: -1 },
  { a: 1, b: 1 },
  { b: 1, c: -1 },
  { 'a.d': 1, 'a.e': 1 },
  { b: -1, a: 1 },
]

test('a query answers the same with indexes and without', { timeout: 120_000 }, async () => {
  const db = started.client.db('property')
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(doc, { minLength: 1, maxLength: 30 }),
      fc.array(filter, { minLength: 1, maxLength: 6 }),
      fc.tuple(fc.constantFrom('a', 'b', 'c'), direction),
      fc.subarray(indexPatterns, { minLength: 1 }),
      async (docs, filters, [sortPath, sortDirection], patterns) => {
        const plain = db.collection<Document>(`plain${run}`)
        const indexed = db.collection<Document>(`indexed${run++}`)
        const numbered = docs.map((one, i): Document => ({ _id: i, ...one }))
        await plain.insertMany(numbered.map((one) => ({ ...one })))
        const usable = patterns.filter((pattern) => !(pattern.a && pattern.c))
        await indexed.createIndexes(usable.map((key) => ({ key })))
        await indexed.insertMany(numbered.map((one) => ({ ...one })))
        const sort: Sort = { [sortPath]: sortDirection, _id: 1 }
        for (const query of filters) {
          const wanted = await plain.find(query).sort(sort).toArray()
          expect(await indexed.find(query).sort(sort).toArray(), JSON.stringify(query)).toEqual(wanted)
          const ids = (found: Document[]) => found.map(({ _id }) => Number(_id)).sort((x, y) => x - y)
          expect(ids(await indexed.find(query).toArray()), JSON.stringify(query)).toEqual(ids(wanted))
          const byB = await indexed.find(query).sort({ b: sortDirection }).toArray()
          const plainB = await plain.find(query).sort({ b: sortDirection }).toArray()
          expect(byB.map(({ b }) => b ?? null)).toEqual(plainB.map(({ b }) => b ?? null))
        }
        expect(await db.command({ validate: indexed.collectionName })).toMatchObject({ valid: true })
        await Promise.all([plain.drop(), indexed.drop()])
      },
    ),
    { numRuns: Number(process.env.PARLEY_SOAK ? 2000 : 60), seed: 20261121 },
  )
})
