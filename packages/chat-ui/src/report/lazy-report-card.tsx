import { lazy, Suspense } from 'react'

const ReportCard = lazy(() => import('./report-card.tsx').then((module) => ({ default: module.ReportCard })))

/** A report's place is kept while its code arrives, so that what follows does not jump. */
export function LazyReportCard({ value }: { value: unknown }) {
  return (
    <Suspense fallback={<div className="h-[27rem] rounded-xl border border-line" />}>
      <ReportCard value={value} />
    </Suspense>
  )
}
