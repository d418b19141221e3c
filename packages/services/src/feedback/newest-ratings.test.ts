import { describe, expect, test } from 'vitest'
import { newestRatings, type RatedDocument, type Stretch } from './newest-ratings.ts'

/** Documents of some moments each, as a database would give them: a limited number, in an order of its own. */
function reader(documents: readonly (readonly number[])[], order: (a: number, b: number) => number) {
  const reads: number[] = []
  const read = async ({ after, until }: Stretch, most: number): Promise<RatedDocument<number>[]> => {
    const found = documents
      .map((moments) => moments.filter((at) => at > after && at <= until))
      .filter((ratings) => ratings.length > 0)
      .map((ratings) => ({ newestAt: Math.max(...ratings), ratings }))
      .toSorted((a, b) => order(a.newestAt, b.newestAt))
      .slice(0, most + 1)
    reads.push(found.length)
    return found
  }
  return { read, reads }
}

/** The same numbers every time, anywhere in the range. */
function moments(count: number, range: number): number[] {
  let state = 7
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return 1 + (state % range)
  })
}

const newestFirst = (a: number, b: number) => b - a
const ORDERS: [string, (a: number, b: number) => number][] = [
  ['newest first', newestFirst],
  ['oldest first', (a, b) => a - b],
  ['no order', (a, b) => (a % 97) - (b % 97) || a - b],
]

describe('the newest ratings', () => {
  test.each(ORDERS)('are the newest, whichever documents come first: %s', async (_name, order) => {
    for (const [count, range] of [
      [0, 10],
      [40, 1_000_000_000],
      [300, 1_000_000_000],
      [300, 500],
      [300, 3],
    ] as const) {
      const all = moments(count, range)
      const documents = all.flatMap((_, i) => (i % 3 === 0 ? [all.slice(i, i + 3)] : []))
      for (const enough of [1, 7, 50]) {
        const { read, reads } = reader(documents, order)
        const found = await newestRatings({ after: 0, until: range }, enough, read)
        const sorted = all.toSorted(newestFirst)
        expect(found.toSorted(newestFirst)).toEqual(sorted.slice(0, found.length))
        expect(found.length).toBeGreaterThanOrEqual(Math.min(enough, count))
        // Only what was rated in one and the same millisecond is read beyond a page.
        if (range > 500) expect(Math.max(...reads)).toBeLessThanOrEqual(enough + 1)
        expect(reads.length).toBeLessThan(100)
      }
    }
  })

  test('by an index two reads give a page', async () => {
    const all = moments(3000, 1_000_000_000)
    const { read, reads } = reader(
      all.map((one) => [one]),
      newestFirst,
    )
    expect(await newestRatings({ after: 0, until: 1_000_000_000 }, 51, read)).toHaveLength(51)
    expect(reads).toEqual([52, 51])
  })

  test('of a stretch only', async () => {
    const { read } = reader([[1, 5], [2, 9], [4]], newestFirst)
    expect((await newestRatings({ after: 1, until: 5 }, 50, read)).toSorted(newestFirst)).toEqual([5, 4, 2])
  })
})
