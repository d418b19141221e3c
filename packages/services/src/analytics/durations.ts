/** Upper bounds in milliseconds, each a quarter more than the one before: 20 ms to about 3 minutes. What is longer has no bound. */
const BOUNDS_MS = Array.from({ length: 42 }, (_, index) => Math.round(20 * 1.25 ** index))

export interface HistogramBar {
  /** Null: longer than every bound. */
  upToMs: number | null
  count: number
}

export interface Durations {
  p50: number | null
  p95: number | null
  histogram: HistogramBar[]
}

/** Percentiles of the measures themselves, and a histogram that days can be merged by. */
export function durationsOf(measuredMs: readonly number[]): Durations {
  const sorted = measuredMs.toSorted((a, b) => a - b)
  const counts = new Map<number | null, number>()
  for (const ms of sorted) {
    const bound = BOUNDS_MS.find((upTo) => ms <= upTo) ?? null
    counts.set(bound, (counts.get(bound) ?? 0) + 1)
  }
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
  return { p50: at(0.5), p95: at(0.95), histogram: [...counts].map(([upToMs, count]) => ({ upToMs, count })) }
}

/** Several days' measures together; percentiles are the upper bound of the bar they fall in, at most a quarter too high. */
export function mergeDurations(days: readonly Pick<Durations, 'histogram'>[]): Durations {
  const counts = new Map<number, number>()
  for (const { upToMs, count } of days.flatMap(({ histogram }) => histogram)) {
    const bound = upToMs ?? Number.POSITIVE_INFINITY
    counts.set(bound, (counts.get(bound) ?? 0) + count)
  }
  const bars = [...counts].toSorted(([a], [b]) => a - b)
  return {
    p50: boundAt(bars, 0.5),
    p95: boundAt(bars, 0.95),
    histogram: bars.map(([bound, count]) => ({ upToMs: Number.isFinite(bound) ? bound : null, count })),
  }
}

function boundAt(bars: readonly (readonly [number, number])[], share: number): number | null {
  const total = bars.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [bound, count] of bars) {
    seen += count
    if (seen >= total * share) return Number.isFinite(bound) ? bound : (BOUNDS_MS.at(-1) ?? null)
  }
  return null
}
