import type { ErrorCard as ErrorCardData } from '@parley/contracts'
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'

export interface ErrorCardProps {
  card: ErrorCardData
  onAskAgain: () => void
  /** Another way on: a link. */
  manageLink: ReactNode
}

/** What a function could not do, and the ways on. */
export function ErrorCard({ card, onAskAgain, manageLink }: ErrorCardProps) {
  return (
    <section aria-label="What went wrong" className="rounded-xl border border-line-strong bg-raised p-4">
      <div className="flex gap-3">
        <CircleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger" />
        <p className="min-w-0 text-sm text-pretty">{card.userMessage}</p>
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={onAskAgain}>Ask again</Button>
        {manageLink}
      </div>
    </section>
  )
}
