import type { ApproveCard as ApproveCardData } from '@parley/contracts'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react'
import { formatDuration } from '../thread/function-call-text.ts'
import { ApproveAsk } from './approve-ask.tsx'
import { ApproveMark } from './approve-mark.tsx'
import { ApproveOutcome } from './approve-outcome.tsx'
import type { ApproveCardActions, ApproveStage } from './approve-stage.ts'
import { argumentFields } from './argument-fields.ts'
import { shortText } from './shown-text.ts'

export interface ApproveCardProps {
  card: ApproveCardData
  stage: ApproveStage
  actions: ApproveCardActions
}

/**
 * Asks before a tool with an effect runs, and stays in its place to tell what became of it. All words of the card are of strangers or a
 * model: they are shown as text, of bounded length, each in a direction of its own.
 */
export function ApproveCard({ card, stage, actions }: ApproveCardProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const title = shortText(card.title, 100)
  const destination = card.destination === undefined ? null : shortText(card.destination, 260)
  const fields = useMemo(() => argumentFields(card.parametersSchema, card.arguments), [card])
  useFocusAfterAsking(heading, stage.name)
  return (
    <section aria-label={`Approval: ${title}`} className="rounded-xl border border-line-strong bg-raised p-4">
      <div className="flex items-start gap-3">
        <ApproveMark effect={card.effect} stage={stage.name} />
        <div className="min-w-0 flex-1">
          <h3
            ref={heading}
            tabIndex={-1}
            className="w-fit rounded-sm font-semibold tracking-tight outline-offset-0 wrap-anywhere"
          >
            {headingOf(stage, <bdi>“{title}”</bdi>)}
          </h3>
          <p className="text-[13px] text-muted text-pretty wrap-anywhere">{introOf(stage, destination)}</p>
        </div>
      </div>
      {stage.name === 'ask' ? (
        <ApproveAsk card={card} destination={destination} fields={fields} stage={stage} actions={actions} />
      ) : (
        <ApproveOutcome stage={stage} fields={fields} askAgain={actions.askAgain} />
      )}
    </section>
  )
}

function headingOf(stage: ApproveStage, title: ReactNode): ReactNode {
  switch (stage.name) {
    case 'ask':
      return <>{title} needs your approval</>
    case 'approved':
      return <>You approved {title}</>
    case 'running':
      return <>{title} is running</>
    case 'done':
      return <>{title} is done</>
    case 'failed':
      return <>{title} failed</>
    case 'unknown':
      return <>It is not known whether {title} was done</>
    case 'declined':
      return <>You declined {title}</>
    case 'ended':
      return <>{title} did not run</>
  }
}

function introOf(stage: ApproveStage, destination: string | null): string {
  switch (stage.name) {
    case 'ask':
      return 'Nothing was done yet. It runs once you approve.'
    case 'approved':
      return 'It runs as soon as the rest of this answer is decided.'
    case 'running':
      return destination === null ? 'You approved it.' : `You approved it. Waiting for ${destination}.`
    case 'done':
      return stage.durationMs === undefined
        ? 'You approved it.'
        : `You approved it. It took ${formatDuration(stage.durationMs)}.`
    case 'failed':
      return 'You approved it, and it did not end well.'
    case 'unknown':
      return destination === null ? 'Look before you ask again.' : `Look at ${destination} before you ask again.`
    case 'declined':
      return 'Nothing was done.'
    case 'ended':
      return stage.words ? 'Nothing was done.' : 'This answer ended before it ran. Nothing was done.'
  }
}

/** What was pressed leaves the page once it is decided; the keyboard, left nowhere by that, goes to what the card now says. */
function useFocusAfterAsking(heading: RefObject<HTMLHeadingElement | null>, stage: ApproveStage['name']): void {
  const hasAsked = useRef(false)
  useEffect(() => {
    const { ownerDocument } = heading.current ?? {}
    if (hasAsked.current && stage !== 'ask' && ownerDocument?.activeElement === ownerDocument?.body) {
      heading.current?.focus({ preventScroll: true })
    }
    hasAsked.current = stage === 'ask'
  }, [heading, stage])
}
