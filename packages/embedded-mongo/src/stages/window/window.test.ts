import { describe, expect, test } from 'vitest'
import type { Plain } from '../../values/index.ts'
import { codeOf, run } from '../run.test-data.ts'

const at = (day: number) => new Date(Date.UTC(2026, 0, day))
const DOCS = [
  { p: 'a', t: 3, v: 5 },
  { p: 'b', t: 1, v: 7 },
  { p: 'a', t: 1, v: 1 },
  { p: 'a', t: 2, v: 3 },
  { p: 'a', t: 3, v: 2 },
]

/** The output field `x` of each document in the order answered. */
async function column(output: Plain, docs: readonly Plain[] = DOCS, sortBy: Plain = { t: 1 }): Promise<unknown[]> {
  const stage = { $setWindowFields: { partitionBy: '$p', sortBy, output: { x: output } } }
  return (await run([stage], docs)).map((doc) => doc.x)
}

describe('$setWindowFields', () => {
  const rows: (readonly [output: Plain, values: unknown[]])[] = [
    [{ $sum: '$v' }, [11, 11, 11, 11, 7]],
    [{ $sum: '$v', window: { documents: ['unbounded', 'current'] } }, [1, 4, 9, 11, 7]],
    [{ $sum: '$v', window: { documents: [-1, 0] } }, [1, 4, 8, 7, 7]],
    [{ $push: '$v', window: { documents: [1, 2] } }, [[3, 5], [5, 2], [2], [], []]],
    [{ $max: '$v', window: { documents: ['current', 'unbounded'] } }, [5, 5, 5, 2, 7]],
    [{ $sum: '$v', window: { range: [-1, 0] } }, [1, 4, 10, 10, 7]],
    [{ $count: {}, window: { range: ['current', 'unbounded'] } }, [4, 3, 2, 2, 1]],
    [{ $documentNumber: {} }, [1, 2, 3, 4, 1]],
    [{ $rank: {} }, [1, 2, 3, 3, 1]],
    [{ $denseRank: {} }, [1, 2, 3, 3, 1]],
    [{ $shift: { output: '$v', by: -1, default: 'none' } }, ['none', 1, 3, 5, 'none']],
    [{ $shift: { output: '$v', by: 1 } }, [3, 5, 2, null, null]],
    [{ $expMovingAvg: { input: '$v', alpha: 0.5 } }, [1, 2, 3.5, 2.75, 7]],
    [{ $derivative: { input: '$v' }, window: { documents: [-1, 0] } }, [null, 2, 2, null, null]],
    [{ $integral: { input: '$v' } }, [6, 6, 6, 6, 0]],
    [{ $covariancePop: ['$t', '$v'] }, [0.8125, 0.8125, 0.8125, 0.8125, 0]],
    [{ $covarianceSamp: ['$t', '$v'], window: { documents: ['unbounded', 'current'] } }, [null, 1, 2, 3.25 / 3, null]],
  ]
  test.each(rows)('%j', async (output, values) => {
    expect(await column(output)).toEqual(values)
  })

  test('ranges of dates', async () => {
    const docs = [1, 2, 4, 8].map((day) => ({ t: at(day), v: 1 }))
    expect(await column({ $sum: '$v', window: { range: [-3, 'current'], unit: 'day' } }, docs)).toEqual([1, 2, 3, 1])
  })

  test('keeps the other fields and sets inner ones', async () => {
    const stage = { $setWindowFields: { sortBy: { t: 1 }, output: { 'o.n': { $documentNumber: {} } } } }
    expect(await run([stage], [{ t: 1, o: { a: 1 } }])).toEqual([{ t: 1, o: { a: 1, n: 1 } }])
  })

  const failures: (readonly [output: Plain, code: number])[] = [
    [{ $nonsense: 1 }, 9],
    [{ $sum: 1, window: { documents: [1, -1] } }, 5339900],
    [{ $sum: 1, window: { documents: [1.5, 2] } }, 9],
    [{ $sum: 1, window: { rows: [1, 2] } }, 9],
    [{ $rank: { a: 1 } }, 5371603],
    [{ $derivative: { input: '$v' } }, 9],
  ]
  test.each(failures)('refuses %j', async (output, code) => {
    expect(await codeOf([{ $setWindowFields: { sortBy: { t: 1 }, output: { x: output } } }], [{ t: 1 }])).toBe(code)
  })

  test('bounded windows need an order', async () => {
    const output = { x: { $sum: '$v', window: { documents: [-1, 0] } } }
    expect(await codeOf([{ $setWindowFields: { output } }])).toBe(5339901)
  })
})

describe('$fill', () => {
  const docs = [{ t: 1, v: 1 }, { t: 2 }, { t: 3, v: null }, { t: 4, v: 7 }, { t: 5 }]
  const filled = async (output: Plain) =>
    (await run([{ $fill: { sortBy: { t: 1 }, output } }], docs)).map((doc) => doc.v)

  test('by value, by the last one, along a line', async () => {
    expect(await filled({ v: { value: 0 } })).toEqual([1, 0, 0, 7, 0])
    expect(await filled({ v: { method: 'locf' } })).toEqual([1, 1, 1, 7, 7])
    expect(await filled({ v: { method: 'linear' } })).toEqual([1, 3, 5, 7, null])
    expect(await codeOf([{ $fill: { output: { v: { method: 'guess' } } } }])).toBe(6050202)
  })
})

describe('$densify', () => {
  const densify = (range: Plain, more: Plain = {}) => [{ $densify: { field: 't', range, ...more } }]

  test('numbers within the whole and within bounds', async () => {
    const docs = [{ t: 1, v: 'x' }, { t: 4 }]
    expect(await run(densify({ step: 1, bounds: 'full' }), docs)).toEqual([
      { t: 1, v: 'x' },
      { t: 2 },
      { t: 3 },
      { t: 4 },
    ])
    expect(await run(densify({ step: 2, bounds: [0, 6] }), docs)).toEqual([
      { t: 0 },
      { t: 1, v: 'x' },
      { t: 2 },
      { t: 4 },
    ])
  })

  test('dates by partition', async () => {
    const docs = [
      { p: 'a', t: at(1) },
      { p: 'a', t: at(3) },
      { p: 'b', t: at(2) },
    ]
    const result = await run(densify({ step: 1, unit: 'day', bounds: 'full' }, { partitionByFields: ['p'] }), docs)
    expect(result).toEqual(['a', 'b'].flatMap((p) => [1, 2, 3].map((day) => ({ p, t: at(day) }))))
    const own = await run(densify({ step: 1, unit: 'day', bounds: 'partition' }, { partitionByFields: ['p'] }), docs)
    expect(own).toHaveLength(4)
  })

  test('refuses', async () => {
    expect(await codeOf(densify({ step: 0, bounds: 'full' }))).toBe(5733401)
    expect(await codeOf(densify({ step: 1, bounds: 'all' }))).toBe(5733408)
    expect(await codeOf(densify({ step: 1, bounds: 'full' }), [{ t: 'x' }, { t: 'y' }])).toBe(5733201)
  })
})
