import { Button, RequestId } from '@parley/chat-ui/ui'
import { CircleAlert } from 'lucide-react'
import type { Failure } from '../data/failure.ts'

/** What happened, and the way on. Never a dead end: give it a retry or put a link beside it. */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 p-6 text-center">
      <CircleAlert aria-hidden="true" className="size-6 text-danger" />
      <p className="text-pretty">{failure.userMessage}</p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
      {failure.requestId && <RequestId id={failure.requestId} />}
    </div>
  )
}
