import type { Message } from '@parley/contracts'
import { useEffect, useState } from 'react'
import { functionCallName } from './function-call-text.ts'

const SLOW_AFTER_MS = 8000

/** What is happening while an answer is being made, in words. Takes the height of the action row that will replace it. */
export function StatusLine({ message, note }: { message: Message; note: string | null }) {
  const isSlow = useSlowness(message.text.length + message.functionCalls.length)
  return (
    <p className="flex min-h-10 items-center gap-2.5 text-[13px] text-muted">
      <span aria-hidden="true" className="relative flex size-2">
        <span className="absolute inline-flex size-full animate-ping rounded-full bg-accent opacity-50" />
        <span className="relative inline-flex size-2 rounded-full bg-accent" />
      </span>
      {isSlow ? 'The model is slow today. Still waiting…' : statusWords(message, note)}
    </p>
  )
}

export function statusWords(message: Message, note: string | null): string {
  if (note) return note
  const running = message.functionCalls.find(({ state }) => state === 'running')
  if (running) return `${functionCallName(running.name)}…`
  if (message.status === 'awaiting_connection') return 'Waiting for a connection'
  if (message.status === 'awaiting_approval') return 'Waiting for your approval'
  return message.text ? 'Answering…' : 'Thinking…'
}

/** True once nothing has moved for a while. */
function useSlowness(progress: number): boolean {
  const [slowAt, setSlowAt] = useState<number | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setSlowAt(progress), SLOW_AFTER_MS)
    return () => clearTimeout(timer)
  }, [progress])
  return slowAt === progress
}
