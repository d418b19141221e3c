import { type ReactNode, useEffect, useRef } from 'react'

interface ChatPanelProps {
  header: ReactNode
  /** True when a person opened it just now, so that the keyboard follows. */
  takesFocus: boolean
  children: ReactNode
  onClose: () => void
}

/** The chat inside another product: a panel in the corner, the full screen on a phone. Escape closes it. */
export function ChatPanel({ header, takesFocus, children, onClose }: ChatPanelProps) {
  const panel = useRef<HTMLElement>(null)

  useEffect(() => {
    if (takesFocus) panel.current?.focus({ preventScroll: true })
  }, [takesFocus])

  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="Parley chat"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
      className="fixed inset-0 z-30 flex animate-appear flex-col overflow-hidden bg-canvas outline-none sm:inset-auto sm:end-4 sm:bottom-4 sm:h-[min(40rem,calc(100dvh-2rem))] sm:w-[min(25rem,calc(100vw-2rem))] sm:rounded-xl sm:shadow-floating"
    >
      <header className="flex min-h-14 shrink-0 items-center gap-1 border-b border-line ps-4 pe-2">{header}</header>
      {children}
    </section>
  )
}
