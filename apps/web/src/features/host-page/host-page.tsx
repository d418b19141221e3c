import { SCROLLABLE } from '@parley/chat-ui/ui'
import type { ReactNode } from 'react'
import { ChartFrame, TableFrame, TotalFrame } from './widget-frames.tsx'

const SECTIONS = ['Overview', 'Campaigns', 'Audiences', 'Reports']
const TOTALS = [
  { title: 'Spend', words: 'The total spent in the chosen weeks.' },
  { title: 'Conversions', words: 'How many visitors did what you wanted.' },
  { title: 'Return on ad spend', words: 'Revenue for each unit spent.' },
]

/** Where the assistant is told the person is while they look at this page. */
export const HOST_PAGE_NAME = 'Marketing overview (example page)'

/** Stands in for the product the chat is built into. Its widgets say what would be there, and show no figure nobody measured. */
export function HostPage({
  isPanelOpen,
  banner,
  panel,
}: {
  isPanelOpen: boolean
  banner: ReactNode
  panel: ReactNode
}) {
  return (
    <div className="flex h-full flex-col bg-sunken">
      {banner}
      <header className="flex min-h-14 shrink-0 items-center gap-6 border-b border-line bg-canvas px-4 sm:px-8">
        <span className="flex items-center gap-2.5 font-semibold tracking-tight">
          <span aria-hidden="true" className="size-6 rounded-md border-2 border-line-strong" />
          Your product
        </span>
        <ul aria-label="Sections of the example" className="hidden gap-5 text-sm text-muted md:flex">
          {SECTIONS.map((section, index) => (
            <li key={section} className={index === 0 ? 'font-medium text-ink' : undefined}>
              {section}
            </li>
          ))}
        </ul>
        <span className="ms-auto rounded-full border border-line-strong px-2.5 py-0.5 text-xs font-medium text-muted">
          Example page
        </span>
      </header>
      <main
        id="main"
        {...SCROLLABLE}
        className={`min-h-0 flex-1 overflow-y-auto ${isPanelOpen ? 'lg:pe-[432px]' : ''}`}
      >
        <div className="mx-auto max-w-5xl px-4 pt-8 pb-28 sm:px-8">
          <h1 className="text-2xl font-semibold tracking-tight">Overview</h1>
          <p className="mt-1.5 max-w-[60ch] text-muted text-pretty">
            This page stands in for the product your team already uses. Its widgets are empty on purpose: the point is
            the chat in the corner.
          </p>
          <div className="mt-6 grid gap-4 sm:grid-cols-3">
            {TOTALS.map((total) => (
              <TotalFrame key={total.title} {...total} />
            ))}
          </div>
          <div className="mt-4 grid gap-4 xl:grid-cols-[3fr_2fr]">
            <ChartFrame title="Sessions by day" words="A line for this period and one for the period before." />
            <TableFrame title="Campaigns" words="One row for each campaign, the most expensive first." />
          </div>
        </div>
      </main>
      {panel}
    </div>
  )
}
