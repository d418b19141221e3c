import { expect, test } from 'vitest'
import { durationsOf, mergeDurations } from './durations.ts'

test('percentiles are measured values; nothing measured has none', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => (100 - index) * 10)
  expect(durationsOf(hundred)).toMatchObject({ p50: 500, p95: 950 })
  expect(durationsOf([])).toEqual({ p50: null, p95: null, histogram: [] })
})

test('merged days say at most a quarter more than all measures together would', () => {
  const days = [Array.from({ length: 300 }, (_, i) => 30 + i * 7), Array.from({ length: 50 }, (_, i) => 2000 + i * 90)]
  const merged = mergeDurations(days.map(durationsOf))
  const exact = durationsOf(days.flat())
  for (const key of ['p50', 'p95'] as const) {
    expect(merged[key] ?? 0).toBeGreaterThanOrEqual(exact[key] ?? 0)
    expect(merged[key] ?? 0).toBeLessThanOrEqual((exact[key] ?? 0) * 1.26)
  }
  expect(merged.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(350)
})

test('what is longer than every bound is counted', () => {
  expect(durationsOf([1e9]).histogram).toEqual([{ upToMs: null, count: 1 }])
  expect(mergeDurations([durationsOf([1e9])]).p50).toBeGreaterThan(100_000)
})
