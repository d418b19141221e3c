import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { valueKey } from '../expressions/index.ts'
import { arbitraryValue } from '../values/arbitraries.test-data.ts'
import { compareValues, type Doc, fromPlain, isNullish, type Value, valuesEqual } from '../values/index.ts'
import { compilePipeline } from './index.ts'
import { createDatabase, stages } from './run.test-data.ts'

const keyed = fc.array(
  fc.record({ k: fc.option(arbitraryValue, { nil: undefined }), v: fc.integer({ min: -9, max: 9 }) }),
  { maxLength: 30 },
)

function docsOf(rows: readonly { k: Value | undefined; v: number }[]): Doc[] {
  return rows.map(({ k, v }, i) => {
    const doc = fromPlain({ i, v })
    return k === undefined ? doc : doc.set('k', k)
  })
}

async function all(pipeline: readonly { readonly [name: string]: unknown }[], docs: Doc[]): Promise<Doc[]> {
  const found: Doc[] = []
  for await (const doc of compilePipeline(stages(pipeline), createDatabase().environment).run(docs)) found.push(doc)
  return found
}

describe('against a slow, obvious reference', () => {
  test('two values share a key exactly when they are equal', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, (a, b) => {
        expect(valueKey(a) === valueKey(b)).toBe(valuesEqual(a, b))
      }),
      { numRuns: 3000 },
    )
  })

  test('$group', async () => {
    await fc.assert(
      fc.asyncProperty(keyed, async (rows) => {
        const docs = docsOf(rows)
        const grouped = await all([{ $group: { _id: '$k', items: { $push: '$i' } } }], docs)
        const reference: { id: Value; items: (Value | undefined)[] }[] = []
        for (const doc of docs) {
          const id = doc.get('k') ?? null
          const group = reference.find((each) => valuesEqual(each.id, id))
          if (group) group.items.push(doc.get('i'))
          else reference.push({ id, items: [doc.get('i')] })
        }
        expect(grouped.map((doc) => doc.get('items'))).toEqual(reference.map(({ items }) => items))
      }),
    )
  })

  test('$sort by one key', async () => {
    await fc.assert(
      fc.asyncProperty(keyed, fc.constantFrom(1, -1), async (rows, direction) => {
        const docs = docsOf(rows.filter(({ k }) => !Array.isArray(k)))
        const sorted = await all([{ $sort: { k: direction } }], docs)
        const reference = insertionSort(
          docs,
          (a, b) => compareValues(a.get('k') ?? null, b.get('k') ?? null) * direction,
        )
        expect(sorted.map((doc) => doc.get('i'))).toEqual(reference.map((doc) => doc.get('i')))
      }),
    )
  })

  test('$sort by two keys with a limit', async () => {
    await fc.assert(
      fc.asyncProperty(keyed, fc.integer({ min: 1, max: 5 }), async (rows, limit) => {
        const docs = docsOf(rows.filter(({ k }) => !Array.isArray(k)))
        const sorted = await all([{ $sort: { v: 1, k: -1 } }, { $limit: limit }], docs)
        const reference = insertionSort(
          docs,
          (a, b) => compareValues(a.get('v'), b.get('v')) || -compareValues(a.get('k') ?? null, b.get('k') ?? null),
        )
        expect(sorted.map((doc) => doc.get('i'))).toEqual(reference.slice(0, limit).map((doc) => doc.get('i')))
      }),
    )
  })

  test('$lookup by fields finds what a filter finds', async () => {
    await fc.assert(
      fc.asyncProperty(keyed, keyed, async (left, right) => {
        const foreign = docsOf(right)
        const environment = {
          ...createDatabase().environment,
          open: (_name: string, pipeline: Doc[]) => compilePipeline(pipeline, environment).run(foreign),
        }
        const join = stages([{ $lookup: { from: 'x', localField: 'k', foreignField: 'k', as: 'found' } }])
        for await (const doc of compilePipeline(join, environment).run(docsOf(left))) {
          const wanted = doc.get('k') ?? null
          const values: readonly Value[] = Array.isArray(wanted) ? wanted : [wanted]
          const equal = values.map((value): Doc => {
            const constant = value === undefined || isNullish(value) ? null : value
            return new Map([['k', new Map([['$eq', constant]])]])
          })
          if (equal.length === 0) equal.push(fromPlain({ k: { $in: [] } }))
          const single: Doc = new Map([['$match', new Map([['$or', equal]])]])
          const reference: Doc[] = []
          for await (const match of compilePipeline([single], environment).run(foreign)) reference.push(match)
          expect(doc.get('found')).toEqual(reference)
        }
      }),
    )
  })
})

function insertionSort(docs: readonly Doc[], compare: (a: Doc, b: Doc) => number): Doc[] {
  const sorted: Doc[] = []
  for (const doc of docs) {
    const position = sorted.findIndex((other) => compare(doc, other) < 0)
    sorted.splice(position === -1 ? sorted.length : position, 0, doc)
  }
  return sorted
}
