import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Doc, fromPlain, type Missing, type Value } from '../values/index.ts'
import { slowCompare, slowEquals, slowNumber, slowRank } from '../values/slow-order.test-data.ts'
import { smallValue } from '../values/small-values.test-data.ts'
import { compilePipeline } from './index.ts'
import { createDatabase, stages } from './run.test-data.ts'

const RUNS = { numRuns: process.env.PARLEY_SOAK ? 20_000 : 300, seed: 20261122 }
const option = fc.option(smallValue, { nil: undefined })
const rows = fc.array(fc.tuple(option, option, option), { maxLength: 25 })

test('$group over two keys, with its accumulators, against a slow, obvious reference', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const docs = given.map(([k, l, v], i): Doc => {
        const doc = fromPlain({ i })
        if (k !== undefined) doc.set('k', k)
        if (l !== undefined) doc.set('l', l)
        if (v !== undefined) doc.set('v', v)
        return doc
      })
      const pipeline = stages([
        {
          $group: {
            _id: { k: '$k', l: '$l' },
            count: { $sum: 1 },
            sum: { $sum: '$v' },
            avg: { $avg: '$v' },
            min: { $min: '$v' },
            max: { $max: '$v' },
            first: { $first: '$i' },
            last: { $last: '$i' },
            all: { $push: '$v' },
            set: { $addToSet: '$v' },
          },
        },
      ])
      const groups: Doc[] = []
      for await (const doc of compilePipeline(pipeline, createDatabase().environment).run(docs)) groups.push(doc)
      const expected = partition(docs)
      expect(groups.length).toBe(expected.length)
      for (const members of expected) {
        const first = members[0]
        const group = groups.find((doc) => slowEquals(doc.get('first'), first?.get('i')))
        if (!first || !group) throw new Error('a group is missing')
        const values = members.map((doc) => doc.get('v'))
        const numbers = values.filter((value) => slowRank(value) === 2).map(slowNumber)
        const present = values.filter((value) => slowRank(value) > 1)
        const total = numbers.reduce((sum, number) => sum + number, 0)
        expect(slowNumber(group.get('count'))).toBe(members.length)
        expect(slowNumber(group.get('sum'))).toBe(total)
        if (numbers.length === 0) expect(group.get('avg')).toBe(null)
        else expect(slowNumber(group.get('avg'))).toBe(total / numbers.length)
        expect(slowEquals(group.get('min'), extreme(present, -1))).toBe(true)
        expect(slowEquals(group.get('max'), extreme(present, 1))).toBe(true)
        expect(slowEquals(group.get('last'), members.at(-1)?.get('i'))).toBe(true)
        expect(slowEquals(group.get('all'), values.filter(isThere))).toBe(true)
        expect(isSameSet(group.get('set'), values.filter(isThere))).toBe(true)
      }
    }),
    RUNS,
  )
})

const isThere = (value: Value | Missing): value is Value => value !== undefined

/** Documents whose keys are equal; a missing key makes another group than null. */
function partition(docs: readonly Doc[]): Doc[][] {
  const groups: Doc[][] = []
  for (const doc of docs) {
    const group = groups.find(([other]) => ['k', 'l'].every((name) => slowEquals(other?.get(name), doc.get(name))))
    if (group) group.push(doc)
    else groups.push([doc])
  }
  return groups
}

const extreme = (values: readonly (Value | Missing)[], sign: 1 | -1): Value | Missing =>
  values.reduce(
    (best, value) => (best === undefined || slowCompare(value, best) * sign > 0 ? value : best),
    undefined,
  ) ?? null

function isSameSet(found: Value | Missing, wanted: readonly Value[]): boolean {
  if (!Array.isArray(found)) return false
  const distinct = wanted.filter((value, i) => wanted.findIndex((other) => slowEquals(other, value)) === i)
  return found.length === distinct.length && distinct.every((value) => found.some((one) => slowEquals(one, value)))
}
