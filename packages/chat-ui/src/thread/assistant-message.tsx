import type { Message } from '@parley/contracts'
import { memo } from 'react'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'
import { isFinal } from '../turn/live-turn.ts'
import { AnswerActions } from './answer-actions.tsx'
import { answerSegments } from './answer-segments.ts'
import { CutShort } from './cut-short.tsx'
import { FunctionCallRow } from './function-call-row.tsx'
import { StatusLine } from './status-line.tsx'
import type { ThreadActions } from './thread-types.ts'
import { TurnEnding } from './turn-ending.tsx'

export interface AssistantMessageProps {
  message: Message
  note: string | null
  isLatest: boolean
  isSandbox: boolean
  actions: ThreadActions
}

/** The assistant's words, straight on the page, with its function calls where they were made. */
export const AssistantMessage = memo(function AssistantMessage({
  message,
  note,
  isLatest,
  isSandbox,
  actions,
}: AssistantMessageProps) {
  const isDone = isFinal(message.status)
  const endedEarly = message.status === 'failed' || message.status === 'stopped'
  return (
    <article className="group/row max-w-[70ch]" aria-busy={!isDone}>
      <h2 className="sr-only">Assistant</h2>
      <div className="space-y-3">
        {answerSegments(message.text, message.functionCalls).map((segment) =>
          segment.kind === 'text' ? (
            <LazyMarkdown key={segment.key} text={segment.text} />
          ) : (
            <div key={segment.key} className="space-y-1.5">
              {segment.calls.map((call) => (
                <FunctionCallRow key={call.id} call={call} />
              ))}
            </div>
          ),
        )}
      </div>
      {message.status === 'complete' && <CutShort ai={message.ai} />}
      {endedEarly && <TurnEnding message={message} onContinue={() => actions.continueAnswer(message)} />}
      {!isDone && <StatusLine message={message} note={note} />}
      {isDone && message.text.trim() !== '' && (
        <AnswerActions
          message={message}
          isLatest={isLatest}
          isSandbox={isSandbox}
          onRate={(rating) => actions.rate(message, rating)}
        />
      )}
    </article>
  )
})
