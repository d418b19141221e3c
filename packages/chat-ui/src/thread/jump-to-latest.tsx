import { ArrowDown } from 'lucide-react'

/** Shown when the reader is not at the end; `count` is how many messages came since they left it. */
export function JumpToLatest({ count, onJump }: { count: number; onJump: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-3 z-10 flex justify-center">
      <button
        type="button"
        onClick={onJump}
        className="pointer-events-auto flex min-h-10 animate-appear items-center gap-2 rounded-full bg-raised ps-3.5 pe-4 text-[13px] font-medium shadow-floating hover:text-accent-ink"
      >
        <ArrowDown aria-hidden="true" className="size-4" />
        Jump to latest
        {count > 0 && (
          <span className="rounded-full bg-accent px-1.5 text-xs leading-5 text-on-accent tabular-nums">
            {count} new
          </span>
        )}
      </button>
    </div>
  )
}
