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
  const { clientMessageId, text, failure } = send
  return (
    <article className="flex flex-col items-end gap-1.5" aria-busy={!failure}>
      <h2 className="sr-only">You, {failure ? 'not sent' : 'sending'}</h2>
      <UserBubble text={text} />
      {failure && (
        <div className="flex max-w-[min(85%,60ch)] flex-wrap items-center justify-end gap-x-2 gap-y-1 text-[13px]">
          <CircleAlert aria-hidden="true" className="size-4 text-danger" />
          <span>Not sent. {failure.userMessage}</span>
          {failure.requestId && <RequestId id={failure.requestId} />}
          <span className="flex gap-1">
            <Button size="small" className="min-h-10" onClick={() => actions.retrySend(clientMessageId)}>
              Send again
            </Button>
            <Button look="quiet" size="small" className="min-h-10" onClick={() => actions.editSend(clientMessageId)}>
              Edit
            </Button>
          </span>
        </div>
      )}
    </article>
  )
})
