import type { Report } from '@parley/contracts'
import { ChartColumn, Download, Image, Table2 } from 'lucide-react'
import { type ReactNode, type RefObject, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { reportCsv, reportFileName } from './report-csv.ts'
import { reportPng } from './report-png.ts'
import { saveFile } from './save-file.ts'

interface ReportActionsProps {
  report: Report
  title: string
  source: string
  chart: RefObject<HTMLElement | null>
  /** Whether there is a chart at all, and whether the table is shown instead of it. */
  isDrawn: boolean
  isTable: boolean
  onToggleTable: () => void
}

const ICON = 'size-4'

/** Table or chart, and both as files. */
export function ReportActions({ report, title, source, chart, isDrawn, isTable, onToggleTable }: ReportActionsProps) {
  const [hasFailed, setFailed] = useState(false)
  const savePng = async () => {
    const svg = chart.current?.querySelector('svg')
    if (!svg) return setFailed(true)
    try {
      saveFile(await reportPng({ title, source, chart: svg }), `${reportFileName(report)}.png`)
      setFailed(false)
    } catch {
      setFailed(true)
    }
  }
  const saveCsv = () =>
    saveFile(new Blob([reportCsv(report)], { type: 'text/csv;charset=utf-8' }), `${reportFileName(report)}.csv`)

  return (
    <div className="-ms-3 flex flex-wrap items-center">
      {isDrawn && (
        <Action onClick={onToggleTable} icon={isTable ? <ChartColumn className={ICON} /> : <Table2 className={ICON} />}>
          {isTable ? 'Chart' : 'Table'}
        </Action>
      )}
      <Action onClick={saveCsv} icon={<Download className={ICON} />} name="Download as CSV">
        CSV
      </Action>
      {isDrawn && !isTable && (
        <Action onClick={() => void savePng()} icon={<Image className={ICON} />} name="Download the chart as PNG">
          PNG
        </Action>
      )}
      {hasFailed && (
        <p role="alert" className="w-full ps-3 text-[13px] text-danger">
          The picture could not be made here. The CSV has the figures.
        </p>
      )}
    </div>
  )
}

interface ActionProps {
  icon: ReactNode
  name?: string
  onClick: () => void
  children: string
}

function Action({ icon, name, onClick, children }: ActionProps) {
  return (
    <Button look="quiet" size="small" className="min-h-10" aria-label={name} onClick={onClick}>
      {icon}
      {children}
    </Button>
  )
}
