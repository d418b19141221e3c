import type { PlatformName } from '@parley/contracts'
import { clsx } from 'clsx'

/** Drawn by us: what the platform is about, not its trademark. */
const MARKS: Record<PlatformName, string[]> = {
  google_analytics: ['M5 14.5h3.5v5H5z', 'M10.25 9.5h3.5v10h-3.5z', 'M15.5 4.5H19v15h-3.5z'],
}

/** Decorative: the platform's name stands beside it. */
export function PlatformMark({ platform, className }: { platform: PlatformName; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={clsx('grid size-10 shrink-0 place-items-center rounded-lg bg-accent-soft text-accent-ink', className)}
    >
      <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6" fill="currentColor" strokeLinejoin="round">
        {MARKS[platform].map((path, index) => (
          <path key={path} d={path} opacity={0.5 + index * 0.25} stroke="currentColor" strokeWidth="1.5" />
        ))}
      </svg>
    </span>
  )
}
