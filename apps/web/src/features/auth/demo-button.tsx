import { Button, Spinner } from '@parley/chat-ui/ui'
import { useState } from 'react'
import type { Failure } from '../../data/failure.ts'
import { FormFailure } from '../../ui/form-failure.tsx'
import { startDemo } from './auth-request.ts'

interface DemoButtonProps {
  look: 'primary' | 'secondary'
  onDone: () => void
}

/** One click to a demo of one's own. */
export function DemoButton({ look, onDone }: DemoButtonProps) {
  const [isStarting, setStarting] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  const start = async () => {
    setStarting(true)
    const refused = await startDemo()
    setStarting(false)
    setFailure(refused)
    if (!refused) onDone()
  }

  return (
    <div className="space-y-2">
      <Button look={look} className="min-h-11 w-full" disabled={isStarting} onClick={() => void start()}>
        {isStarting && <Spinner />}
        Try the demo
      </Button>
      <p className="text-[13px] text-muted text-pretty">
        No sign-up. A demo is yours alone and ends after 24 hours. Nothing in it can be opened after that.
      </p>
      {failure && <FormFailure failure={failure} />}
    </div>
  )
}
