import type { Message } from '@parley/contracts'
import { CircleAlert, CircleStop } from 'lucide-react'
import { Button } from '../ui/button.tsx'

/** A turn that did not end well says so where it ended, and offers the way on where there is one. */
export function TurnEnding({ message, onContinue }: { message: Message; onContinue: (() => void) | null }) {
  const hasFailed = message.status === 'failed'
  const hasKept = message.text.trim() !== '' || message.functionCalls.length > 0
  const words = hasFailed
    ? (message.error?.userMessage ?? 'This answer could not be finished.')
    : 'You stopped this answer.'
  const Icon = hasFailed ? CircleAlert : CircleStop
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-sunken px-3 py-2 text-sm">
      <Icon aria-hidden="true" className={hasFailed ? 'size-4 text-danger' : 'size-4 text-muted'} />
      <p className="min-w-0 flex-1 basis-40">{words}</p>
      {onContinue && (
        <Button className="min-h-10" size="small" onClick={onContinue}>
          {hasKept ? 'Continue' : 'Retry'}
        </Button>
      )}
    </div>
  )
}
