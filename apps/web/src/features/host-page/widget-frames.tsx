import type { ReactNode } from 'react'

interface FrameProps {
  title: string
  /** What would be here. */
  words: string
}

export function TotalFrame({ title, words }: FrameProps) {
  return (
    <Frame title={title}>
      <div aria-hidden="true" className="mt-3 h-7 w-24 rounded-md bg-hover" />
      <p className="mt-3 text-[13px] text-faint text-pretty">{words}</p>
    </Frame>
  )
}

export function ChartFrame({ title, words }: FrameProps) {
  return (
    <Frame title={title}>
      <svg viewBox="0 0 480 160" aria-hidden="true" className="mt-4 h-40 w-full" preserveAspectRatio="none">
        {[8, 52, 96, 140].map((y) => (
          <line
            key={y}
            x1="0"
            x2="480"
            y1={y}
            y2={y}
            className="stroke-line"
            strokeDasharray={y === 140 ? '' : '3 5'}
          />
        ))}
        {[0, 80, 160, 240, 320, 400, 480].map((x) => (
          <line key={x} x1={x} x2={x} y1="140" y2="146" className="stroke-line-strong" />
        ))}
      </svg>
      <p className="mt-2 text-[13px] text-faint">{words}</p>
    </Frame>
  )
}

export function TableFrame({ title, words }: FrameProps) {
  return (
    <Frame title={title}>
      <div aria-hidden="true" className="mt-4 divide-y divide-line border-y border-line">
        {['w-28', 'w-36', 'w-24', 'w-32'].map((width) => (
          <div key={width} className="flex h-9 items-center justify-between">
            <span className={`h-2.5 rounded bg-hover ${width}`} />
            <span className="h-2.5 w-10 rounded bg-hover" />
          </div>
        ))}
      </div>
      <p className="mt-3 text-[13px] text-faint">{words}</p>
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-xl border border-line bg-canvas p-4 sm:p-5">
      <h2 className="text-sm font-medium">{title}</h2>
      {children}
    </section>
  )
}
