import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sortable, SpillingSorter, SpillSpace } from './index.ts'

interface Item {
  value: number
  order: number
}

const items: Sortable<Item> = {
  compare: (a, b) => a.value - b.value,
  size: () => 40,
  encode: ({ value, order }) => Buffer.from(`${value} ${order} ${'x'.repeat(order % 300)}`),
  decode(bytes) {
    const [value = '', order = ''] = Buffer.from(bytes).toString().split(' ')
    return { value: Number(value), order: Number(order) }
  },
}

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-spill-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function sortWith(values: readonly number[], limitBytes: number, limit?: number): Promise<Item[]> {
  const memory = { limitBytes, spill: new SpillSpace(directory) }
  const sorter = new SpillingSorter(items, { stage: '$sort', memory, ...(limit === undefined ? {} : { limit }) })
  for (const [order, value] of values.entries()) {
    sorter.add({ value, order })
    if (sorter.isFull) await sorter.makeRoom()
  }
  const sorted: Item[] = []
  for await (const batch of sorter.finish()) sorted.push(...batch)
  return sorted
}

test('a sort over many runs gives what one in memory gives, in the same order of equals, and leaves no file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 400 }),
      fc.integer({ min: 200, max: 20_000 }),
      fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      async (values, limitBytes, limit) => {
        const wanted = values.map((value, order) => ({ value, order })).sort((a, b) => a.value - b.value)
        expect(await sortWith(values, limitBytes, limit)).toEqual(wanted.slice(0, limit))
      },
    ),
    { numRuns: 100 },
  )
  expect(await readdir(directory)).toEqual([])
})

test('records longer than a read are read whole', async () => {
  const long: Sortable<string> = {
    compare: (a, b) => (a < b ? -1 : 1),
    size: (text) => text.length,
    encode: (text) => Buffer.from(text),
    decode: (bytes) => Buffer.from(bytes).toString(),
  }
  const sorter = new SpillingSorter(long, {
    stage: '$sort',
    memory: { limitBytes: 4, spill: new SpillSpace(directory) },
  })
  const texts = ['c', 'b', 'a'].map((letter) => letter.repeat(200_000))
  for (const text of texts) {
    sorter.add(text)
    await sorter.makeRoom()
  }
  const sorted: string[] = []
  for await (const batch of sorter.finish()) sorted.push(...batch)
  expect(sorted).toEqual(texts.reverse())
})

test('without a disk more than the limit is refused, and with a limit only what is wanted counts', async () => {
  const memory = { limitBytes: 1000, spill: undefined }
  const all = new SpillingSorter(items, { stage: '$sort', memory })
  const few = new SpillingSorter(items, { stage: '$sort', memory, limit: 5 })
  expect(() => {
    for (let order = 0; order < 100; order++) all.add({ value: 0, order })
  }).toThrow(expect.objectContaining({ code: 292 }))
  for (let order = 0; order < 100; order++) few.add({ value: 0, order })
})

test('what is abandoned leaves no file', async () => {
  const sorter = new SpillingSorter(items, {
    stage: '$sort',
    memory: { limitBytes: 4, spill: new SpillSpace(directory) },
  })
  for (let order = 0; order < 2000; order++) sorter.add({ value: -order, order })
  await sorter.makeRoom()
  expect(await readdir(directory)).toHaveLength(1)
  const batches = sorter.finish()
  await batches.next()
  await batches.return()
  expect(await readdir(directory)).toEqual([])
})
