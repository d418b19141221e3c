import { RequestId } from '@parley/chat-ui/ui'
import type { Failure } from '../data/failure.ts'

/** What is wrong with a form as a whole, above its fields. */
export function FormFailure({ failure }: { failure: Failure }) {
  return (
    <div role="alert" className="rounded-lg bg-danger-soft px-3 py-2.5 text-sm">
      <p>{failure.userMessage}</p>
      {failure.requestId && <RequestId id={failure.requestId} />}
    </div>
  )
}
