import type { Report, ReportColumn } from '@parley/contracts'
import { BarsChart } from './bars-chart.tsx'
import { DayChart } from './day-chart.tsx'
import { barSeries, chartKind, daySeries } from './report-series.ts'

/** The report's one metric, drawn. What it shows is in the table too, which is what is read aloud. */
export function ReportChart({ report, metric }: { report: Report; metric: ReportColumn }) {
  const { currency } = report.provenance
  if (chartKind(report) === 'days')
    return <DayChart points={daySeries(report, metric.name)} metric={metric} currency={currency} />
  return <BarsChart bars={barSeries(report, metric.name)} metric={metric} currency={currency} />
}
