import { CircleAlert } from 'lucide-react'
import { memo } from 'react'
import { Button } from '../ui/button.tsx'
import { RequestId } from '../ui/request-id.tsx'
import type { PendingSend, ThreadActions } from './thread-types.ts'
import { UserBubble } from './user-message.tsx'

/** Words that are on their way, or that could not be sent: then why, and what can be done. Nothing typed is ever lost. */
export const PendingMessage = memo(function PendingMessage({
  send,
  actions,
}: {
  send: PendingSend
  actions: ThreadActions
}) {
  const { clientMessageId, text, files, failure, versionOf } = send
  if (versionOf?.role === 'assistant') return <PendingAnswer send={send} actions={actions} />
  return (
    <article className="flex flex-col items-end gap-1.5" aria-busy={!failure}>
      <h2 className="sr-only">You, {failure ? 'not sent' : 'sending'}</h2>
      <UserBubble text={text} files={files} />
      {failure && (
        <NotSent
          failure={failure}
          onRetry={() => actions.retrySend(clientMessageId)}
          onLeave={{ words: 'Edit', act: () => actions.editSend(clientMessageId) }}
        />
      )}
    </article>
  )
})

/** An answer that was asked for again: its question stands above already. */
function PendingAnswer({ send, actions }: { send: PendingSend; actions: ThreadActions }) {
  const { clientMessageId, failure } = send
  if (!failure) return <p className="min-h-10 text-[13px] text-muted">Asking again…</p>
  return (
    <NotSent
      failure={failure}
      onRetry={() => actions.retrySend(clientMessageId)}
      onLeave={{ words: 'Leave it', act: () => actions.editSend(clientMessageId) }}
    />
  )
}

interface NotSentProps {
  failure: NonNullable<PendingSend['failure']>
  onRetry: () => void
  onLeave: { words: string; act: () => void }
}

function NotSent({ failure, onRetry, onLeave }: NotSentProps) {
  return (
    <div className="ms-auto flex max-w-[min(85%,60ch)] flex-wrap items-center justify-end gap-x-2 gap-y-1 text-[13px]">
      <span className="flex gap-2">
        <CircleAlert aria-hidden="true" className="mt-px size-4 shrink-0 text-danger" />
        <span>Not sent. {failure.userMessage}</span>
      </span>
      {failure.requestId && <RequestId id={failure.requestId} />}
      <span className="flex gap-1">
        <Button size="small" className="min-h-10" onClick={onRetry}>
          Send again
        </Button>
        <Button look="quiet" size="small" className="min-h-10" onClick={onLeave.act}>
          {onLeave.words}
        </Button>
      </span>
    </div>
  )
}
