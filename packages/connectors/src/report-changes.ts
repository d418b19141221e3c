import type { Report, ReportTotals } from '@parley/contracts'

/** Binary fractions leave dust (0.3 − 0.1 is 0.19999…); ten digits after the point keep every figure a platform gives. */
function withoutDust(value: number): number {
  return Number(value.toFixed(10))
}

/** How the totals differ from those before. A change from zero has no ratio; a total that is missing has no change. */
export function changesBetween(totals: ReportTotals, previous: ReportTotals): NonNullable<Report['changes']> {
  const changes: NonNullable<Report['changes']> = {}
  for (const [name, now] of Object.entries(totals)) {
    const before = previous[name] ?? null
    if (now === null || before === null) continue
    const absolute = withoutDust(now - before)
    changes[name] = { absolute, relative: before === 0 ? null : withoutDust(absolute / Math.abs(before)) }
  }
  return changes
}
