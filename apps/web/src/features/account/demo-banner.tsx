import { useState } from 'react'

/** Says that this is a demo and when it ends. Nothing in it can be kept, so nothing is promised. */
export function DemoBanner({ expiresAt }: { expiresAt: string }) {
  // Read once: the minute it ends does not move while the page is open.
  const [ends] = useState(() => formatEnd(new Date(expiresAt), new Date()))
  return (
    <aside
      aria-label="About this demo"
      className="border-b border-line bg-accent-soft px-4 py-2 text-center text-[13px] text-accent-ink"
    >
      Demo: ends {ends}, and cannot be opened after that.
    </aside>
  )
}

function formatEnd(end: Date, now: Date): string {
  const time = end.toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' })
  const isToday = end.toDateString() === now.toDateString()
  return isToday ? `today at ${time}` : `${end.toLocaleDateString(undefined, { weekday: 'long' })} at ${time}`
}
