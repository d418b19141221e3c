import fc from 'fast-check'
import type { CollationOptions, Collection, Document, IndexDescription, Sort } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

type Numbered = Document & { _id: number }

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const number = fc.integer({ min: -2, max: 4 })
const text = fc.constantFrom('a', 'A', 'ab', 'Ab', 'b', 'é', 'e', '')
const scalar = fc.oneof(number, number, text, fc.constantFrom(null, true, 1.5))
const part = fc.record({ d: scalar, e: scalar }, { requiredKeys: [] })
const value = fc.oneof(scalar, scalar, fc.array(scalar, { maxLength: 3 }), part, fc.array(part, { maxLength: 2 }))
const document = fc.record({ a: value, b: scalar, c: scalar, t: text }, { requiredKeys: [] })

/** Of many kinds at once: whichever is chosen, the answer may not differ. */
const INDEXES: readonly IndexDescription[] = [
  { key: { a: 1, b: -1, c: 1 } },
  { key: { 'a.d': 1, b: 1 } },
  { key: { b: 1 }, sparse: true },
  { key: { c: 1, a: -1 }, sparse: true },
  { key: { c: -1 }, partialFilterExpression: { b: { $gt: 0 } } },
  { key: { c: 1, b: 1 }, partialFilterExpression: { a: { $exists: true } } },
  { key: { t: 1, b: 1 }, collation: { locale: 'en', strength: 2 } },
  { key: { t: -1 }, collation: { locale: 'en', strength: 1 } },
  { key: { t: 1 } },
  { key: { u: 1 }, unique: true },
  { key: { b: 1, a: 1 }, hidden: true },
]

const operator = fc.oneof(
  scalar,
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $all: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  fc.constantFrom<Document[]>(
    { $exists: true },
    { $exists: false },
    { $ne: null },
    { $gt: 0 },
    { $regex: '^a' },
    { $regex: '^A', $options: 'i' },
    { $type: 'number' },
    { $size: 2 },
    { $not: { $lte: 1 } },
    { $elemMatch: { d: { $gte: 0 } } },
    { $elemMatch: { $gt: 0, $lt: 3 } },
  ),
)
const condition = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 't', 'u', 'a.d', 'a.e', 'a.0'), operator)
  .map(([path, test]): Document => ({ [path]: test }))
const { filter } = fc.letrec<{ filter: Document }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    condition,
    fc.tuple(condition, condition).map(([one, other]): Document => ({ ...one, ...other })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((parts): Document => ({ $and: parts })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((parts): Document => ({ $or: parts })),
    fc
      .tuple(condition, fc.array(condition, { minLength: 2, maxLength: 3 }))
      .map(([one, parts]): Document => ({ ...one, $or: parts })),
  ),
}))
const collation = fc.constantFrom<(CollationOptions | undefined)[]>(
  undefined,
  undefined,
  { locale: 'en', strength: 2 },
  { locale: 'en', strength: 1 },
)
const sorted = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 't', 'a.d'), fc.constantFrom<(1 | -1)[]>(1, -1)), {
  maxLength: 2,
})
const query = fc.record({ filter, collation, sorted, skip: fc.nat(3), limit: fc.nat(6) })

test('a query answers the same whatever indexes there are', { timeout: 600_000 }, async () => {
  const db = started.client.db('planner')
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 25 }),
      fc.array(document, { maxLength: 3 }),
      fc.array(query, { minLength: 1, maxLength: 6 }),
      fc.subarray([...INDEXES], { minLength: 1 }),
      async (documents, changes, queries, indexes) => {
        const plain = db.collection<Numbered>(`plain${run}`)
        const indexed = db.collection<Numbered>(`indexed${run++}`)
        await indexed.createIndexes(indexes.map((index) => ({ ...index })))
        for (const collection of [plain, indexed]) {
          await collection.insertMany(documents.map((one, i): Numbered => ({ _id: i, ...one, u: i })))
          for (const [i, one] of changes.entries()) await collection.replaceOne({ _id: i }, { ...one, u: 100 + i })
        }
        expect(await db.command({ validate: indexed.collectionName })).toMatchObject({ valid: true })
        for (const { filter: wanted, collation: compared, sorted: order, skip, limit } of queries) {
          const options = compared ? { collation: compared } : {}
          const name = JSON.stringify({ wanted, compared, order, skip, limit, indexes })
          const sort: Sort = { ...Object.fromEntries(order), _id: 1 }
          const all = await plain.find(wanted, { ...options, sort }).toArray()
          expect(await indexed.find(wanted, { ...options, sort }).toArray(), name).toEqual(all)
          const page = await indexed.find(wanted, { ...options, sort, skip, limit }).toArray()
          expect(page, name).toEqual(limit === 0 ? all.slice(skip) : all.slice(skip, skip + limit))
          const unsorted = await indexed.find(wanted, options).toArray()
          expect(
            unsorted.map(({ _id }) => Number(_id)).sort((x, y) => x - y),
            name,
          ).toEqual(all.map(({ _id }) => Number(_id)).sort((x, y) => x - y))
          expect(await indexed.countDocuments(wanted, options), name).toBe(all.length)
          const [first] = order
          if (first)
            expect(await keysOf(indexed, wanted, first, options), name).toEqual(
              await keysOf(plain, wanted, first, options),
            )
        }
        await Promise.all([plain.drop(), indexed.drop()])
      },
    ),
    { numRuns: process.env.PARLEY_SOAK ? 3000 : 25, seed: 20261122 },
  )
})

/** In the order of a sort without a tie-breaker, by the keys alone: equal ones may change places. */
async function keysOf(
  collection: Collection<Numbered>,
  wanted: Document,
  [path, direction]: readonly [string, 1 | -1],
  options: { collation?: CollationOptions },
): Promise<unknown[]> {
  const pipeline = [
    { $match: wanted },
    { $sort: { [path]: direction } },
    { $group: { _id: null, keys: { $push: `$${path}` } } },
  ]
  const [group] = await collection.aggregate(pipeline, options).toArray()
  const keys: unknown[] = Array.isArray(group?.keys) ? group.keys : []
  return path === 'a' || path === 'a.d' || options.collation ? [keys.length] : keys
}
