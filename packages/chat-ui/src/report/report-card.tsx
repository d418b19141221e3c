import { type Report, reportContract } from '@parley/contracts'
import { lazy, Suspense, useRef, useState } from 'react'
import { SandboxTag } from '../thread/sandbox-tag.tsx'
import { formatDay, formatRange } from './format-value.ts'
import { ReportActions } from './report-actions.tsx'
import { ReportHeadline } from './report-headline.tsx'
import { chartKind, MAX_BARS, metricsOf, reportLimits } from './report-series.ts'
import { sourceWords } from './report-source.ts'
import { ReportTable } from './report-table.tsx'

const ReportChart = lazy(() => import('./report-chart.tsx').then((module) => ({ default: module.ReportChart })))

const BAR_HEIGHT = 34

/** A report as it came with a message. Nothing where it is none. */
export function ReportCard({ value }: { value: unknown }) {
  const report = reportContract.safeParse(value)
  return report.success ? <ShownReport report={report.data} /> : null
}

function ShownReport({ report }: { report: Report }) {
  const metrics = metricsOf(report)
  const [metricName, setMetricName] = useState(metrics[0]?.name)
  const [isTableShown, setTableShown] = useState(false)
  const chart = useRef<HTMLDivElement>(null)
  const metric = metrics.find(({ name }) => name === metricName)
  if (!metric) return null

  const kind = chartKind(report)
  const hasRows = report.rows.length > 0
  const isDrawn = kind !== null && hasRows
  const isTable = hasRows && (isTableShown || !isDrawn)
  const title = `${metric.label}, ${formatRange(report.provenance.dateRange)}`
  const height = kind === 'bars' ? Math.min(report.rows.length, MAX_BARS) * BAR_HEIGHT : 220
  const limits = reportLimits(report, (day) => formatDay(day))
  const source = sourceWords(report)

  return (
    <section aria-label={`Report: ${title}`} className="rounded-xl border border-line-strong bg-raised p-4">
      <div className="flex items-start justify-between gap-3">
        <ReportHeadline report={report} metric={metric} />
        {report.provenance.isSandbox && <SandboxTag words="These figures are made up by the built-in sandbox." />}
      </div>
      {metrics.length > 1 && (
        <fieldset className="mt-3 flex flex-wrap gap-1.5">
          <legend className="sr-only">Figure shown</legend>
          {metrics.map(({ name, label }) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === metric.name}
              onClick={() => setMetricName(name)}
              className="min-h-8 rounded-full border border-line-strong px-3 text-[13px] text-muted hover:bg-hover hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-ink pointer-coarse:min-h-10"
            >
              {label}
            </button>
          ))}
        </fieldset>
      )}
      {isDrawn && !isTable && (
        <div
          ref={chart}
          role="img"
          aria-label={`Chart: ${title}. The table has every figure.`}
          style={{ height }}
          className="mt-4"
          dir="ltr"
        >
          <Suspense fallback={<div className="skeleton late size-full" />}>
            <ReportChart report={report} metric={metric} />
          </Suspense>
        </div>
      )}
      {hasRows ? (
        <ReportTable report={report} caption={title} isForEarsOnly={!isTable} />
      ) : (
        <p className="mt-4 rounded-lg border border-dashed border-line-strong px-4 py-8 text-center text-sm text-muted text-pretty">
          There is no data in this range. Try a longer one, or check that the account measures this.
        </p>
      )}
      {limits.length > 0 && <p className="mt-3 text-[13px] text-muted text-pretty">{limits.join(' ')}</p>}
      <footer className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-3">
        <p className="min-w-48 flex-1 text-xs text-muted text-pretty">
          <span className="sr-only">Source: </span>
          {source.join(' · ')}
        </p>
        {hasRows && (
          <ReportActions
            report={report}
            title={title}
            source={source.join(' · ')}
            chart={chart}
            isDrawn={isDrawn}
            isTable={isTable}
            onToggleTable={() => setTableShown(!isTableShown)}
          />
        )}
      </footer>
    </section>
  )
}
