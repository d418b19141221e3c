import fc from 'fast-check'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

let server: TestDatabase
beforeAll(async () => {
  server = await startForTest()
})
afterAll(() => server.close())

const name = fc.constantFrom('a', 'b', '0')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'))
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(1, 2, 'x', null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}))
const documents = fc.array(fc.dictionary(name, value, { maxKeys: 3 }), { minLength: 1, maxLength: 6 })

/** Pipelines after whose last stage no other fields are left. */
const pipelines = fc.oneof(
  path.map((one): Document[] => [{ $project: { [one]: 1 } }]),
  fc
    .tuple(path, path)
    .map(([one, other]): Document[] => [{ $project: { x: `$${one}`, y: { $size: [[`$${other}`]] } } }]),
  fc
    .tuple(path, path)
    .map(([one, other]): Document[] => [{ $match: { [one]: 1 } }, { $project: { _id: 0, [other]: 1 } }]),
  fc
    .tuple(path, path)
    .map(([one, other]): Document[] => [{ $sort: { [one]: 1, _id: 1 } }, { $project: { [other]: 1 } }]),
  fc.tuple(path, path).map(([one, other]): Document[] => [{ $addFields: { [one]: 5 } }, { $project: { [other]: 1 } }]),
  fc.tuple(path, path).map(([one, other]): Document[] => [{ $unwind: `$${one}` }, { $project: { [other]: 1 } }]),
  path.map((one): Document[] => [{ $group: { _id: `$${one}`, n: { $sum: 1 } } }, { $sort: { _id: 1 } }]),
  path.map((one): Document[] => [
    { $project: { x: { $filter: { input: { $ifNull: [`$${one}`, []] }, cond: true } } } },
  ]),
)

test('a pipeline is shown the paths it looks at, and gives what it gives of whole documents', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(documents, pipelines, async (stored, pipeline) => {
      const items = server.client.db('paths').collection<Document>(`items${++round}`)
      await items.insertMany(stored.map((doc, _id) => ({ _id, ...doc })) as Document[])
      const outcome = (stages: Document[]) =>
        items
          .aggregate(stages)
          .toArray()
          .then(JSON.stringify, (error: unknown) => `failed: ${error instanceof Error ? error.name : ''}`)
      expect(await outcome(pipeline)).toBe(await outcome([{ $replaceWith: '$$ROOT' }, ...pipeline]))
    }),
    { numRuns: process.env.PARLEY_SOAK ? 3000 : 150 },
  )
}, 120_000)
