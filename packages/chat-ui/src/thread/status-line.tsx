import type { Message } from '@parley/contracts'
import { clsx } from 'clsx'
import { useEffect, useState } from 'react'
import { functionCallName } from './function-call-text.ts'

const SLOW_AFTER_MS = 8000

/**
 * What is happening while an answer is being made, in words; while text is flowing that says enough, and the line only keeps the place
 * of the action row that will follow.
 */
export function StatusLine({ message, note }: { message: Message; note: string | null }) {
  const isSlow = useSlowness(message.text.length + message.functionCalls.length)
  const isShown = isSlow || note !== null || !isFlowing(message)
  return (
    <p className={clsx('-mb-2 flex min-h-10 items-center gap-2.5 text-[13px] text-muted', !isShown && 'invisible')}>
      <span aria-hidden="true" className="relative flex size-2">
        <span className="absolute inline-flex size-full animate-ping rounded-full bg-accent opacity-50" />
        <span className="relative inline-flex size-2 rounded-full bg-accent" />
      </span>
      {isSlow ? slowWords(message, note) : statusWords(message, note)}
    </p>
  )
}

/** Nothing comes until the person decides; what they write instead ends this answer. */
export function WaitingLine({ message }: { message: Message }) {
  return (
    <p className="mt-3 text-[13px] text-muted text-pretty">
      {statusWords(message, null)}. If you write something else instead, this answer ends here.
    </p>
  )
}

function slowWords(message: Message, note: string | null): string {
  const isModel = message.functionCalls.every(({ state }) => state !== 'running')
  return isModel ? 'The model is slow today. Still waiting…' : `${statusWords(message, note)} It is slow today.`
}

/** Whether the end of the answer so far is text, and not a function call or nothing. */
function isFlowing({ text, functionCalls }: Message): boolean {
  return (
    text.trim() !== '' &&
    functionCalls.every(({ state, textOffset }) => state !== 'running' && textOffset < text.length)
  )
}

export function statusWords(message: Message, note: string | null): string {
  if (note) return note
  if (message.status === 'awaiting_connection') return 'Waiting for you to connect'
  if (message.status === 'awaiting_approval') return 'Waiting for your approval'
  const running = message.functionCalls.find(({ state }) => state === 'running')
  if (running) return `${functionCallName(running.name)}…`
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
