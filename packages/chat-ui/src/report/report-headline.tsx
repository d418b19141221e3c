import type { Report, ReportColumn } from '@parley/contracts'
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import { formatChange, formatRange, formatValue } from './format-value.ts'

/** The total of one metric, and how it differs from the period it is compared with, which is named. */
export function ReportHeadline({ report, metric }: { report: Report; metric: ReportColumn }) {
  const { totals, previousTotals, changes, provenance } = report
  const { currency, compareTo, dateRange } = provenance
  return (
    <div>
      <h3 className="text-[13px] font-medium text-muted">
        {metric.label} · {formatRange(dateRange)}
      </h3>
      <div className="mt-0.5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p className="text-3xl font-semibold tracking-tight tabular-nums">
          {formatValue(totals[metric.name], metric, currency)}
        </p>
        {compareTo && (
          <Change
            relative={changes?.[metric.name]?.relative ?? null}
            before={formatValue(previousTotals?.[metric.name], metric, currency)}
            period={formatRange(compareTo)}
          />
        )}
      </div>
    </div>
  )
}

function Change({ relative, before, period }: { relative: number | null; before: string; period: string }) {
  const Icon = relative === null || relative === 0 ? ArrowRight : relative < 0 ? ArrowDown : ArrowUp
  return (
    <p className="text-sm text-muted">
      {relative !== null && (
        <span className="me-1.5 inline-flex items-center gap-0.5 font-medium text-ink tabular-nums">
          <Icon aria-hidden="true" className="size-4" />
          {formatChange(relative)}
        </span>
      )}
      vs {before}, {period}
    </p>
  )
}
