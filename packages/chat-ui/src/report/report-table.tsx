import type { Report } from '@parley/contracts'
import { clsx } from 'clsx'
import { SCROLLABLE } from '../ui/scrollable.ts'
import { formatValue } from './format-value.ts'

interface ReportTableProps {
  report: Report
  caption: string
  /** Beside a chart it is there to be read aloud; what cannot be seen takes no focus. */
  isForEarsOnly: boolean
}

/** Every row, with the totals at the end. */
export function ReportTable({ report, caption, isForEarsOnly }: ReportTableProps) {
  const { columns, rows, totals, previousTotals, provenance } = report
  const firstMetric = columns.findIndex(({ kind }) => kind === 'metric')
  const foot = [
    { words: 'Total', values: totals },
    ...(previousTotals ? [{ words: 'Before', values: previousTotals }] : []),
  ]
  return (
    <section
      {...(isForEarsOnly ? {} : SCROLLABLE)}
      aria-label={caption}
      className={
        isForEarsOnly ? 'sr-only' : 'mt-4 max-h-80 overflow-auto rounded-lg border border-line text-[13px] tabular-nums'
      }
    >
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, label, kind }) => (
              <th
                key={name}
                scope="col"
                className={clsx(
                  'sticky top-0 border-b border-line bg-raised px-3 py-2 font-medium whitespace-nowrap text-muted',
                  kind === 'metric' ? 'text-end' : 'text-start',
                )}
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row.slice(0, firstMetric))}>
              {columns.map((column, index) => (
                <td
                  key={column.name}
                  className={clsx(
                    'border-b border-line px-3 py-1.5',
                    column.kind === 'metric' && 'text-end',
                    column.unit === 'text' ? 'min-w-28 break-words' : 'whitespace-nowrap',
                  )}
                >
                  {formatValue(row[index], column, provenance.currency)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          {foot.map(({ words, values }) => (
            <tr key={words}>
              {firstMetric > 0 && (
                <th scope="row" colSpan={firstMetric} className="px-3 py-1.5 text-start font-medium">
                  {words}
                </th>
              )}
              {columns.slice(firstMetric).map((column) => (
                <td key={column.name} className="px-3 py-1.5 text-end font-medium whitespace-nowrap">
                  {formatValue(values[column.name], column, provenance.currency)}
                </td>
              ))}
            </tr>
          ))}
        </tfoot>
      </table>
    </section>
  )
}
