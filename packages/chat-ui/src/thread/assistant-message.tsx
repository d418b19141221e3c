import type { Message } from '@parley/contracts'
import { memo, useMemo } from 'react'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'
import { isFinal, isRunning, isWaiting } from '../turn/live-turn.ts'
import { AnswerActions } from './answer-actions.tsx'
import { answerSegments, figuresOf } from './answer-segments.ts'
import { ConversationSources } from './conversation-sources.tsx'
import { CutShort } from './cut-short.tsx'
import { FunctionCallRow } from './function-call-row.tsx'
import { MessagePart } from './message-part.tsx'
import { type PlacedPart, placeParts } from './place-parts.ts'
import { StatusLine, WaitingLine } from './status-line.tsx'
import type { ThreadActions } from './thread-types.ts'
import { TurnEnding } from './turn-ending.tsx'
import { UnsupportedNote } from './unsupported-note.tsx'

export interface AssistantMessageProps {
  message: Message
  note: string | null
  asked: string | null
  isLatest: boolean
  isOlder: boolean
  /** Whether its question can be asked again now. */
  canAsk: boolean
  isSandbox: boolean
  actions: ThreadActions
}

/** The assistant's words, straight on the page, with its function calls where they were made. */
export const AssistantMessage = memo(function AssistantMessage({
  message,
  note,
  asked,
  isLatest,
  isOlder,
  canAsk,
  isSandbox,
  actions,
}: AssistantMessageProps) {
  const isDone = isFinal(message.status)
  const figures = message.ai?.unsupportedFigures
  const { byCall, rest } = useMemo(
    () => placeParts(message.parts, message.functionCalls),
    [message.parts, message.functionCalls],
  )
  const shown = (placed: readonly PlacedPart[] = []) =>
    placed.map(({ key, part }) => <MessagePart key={key} part={part} message={message} actions={actions} />)
  const endedEarly = message.status === 'failed' || message.status === 'stopped'
  return (
    <article className="group/row max-w-[70ch]" aria-busy={isRunning(message.status)}>
      <h2 className="sr-only">Assistant</h2>
      {asked !== null && (
        <p dir="auto" className="mb-2 truncate text-[13px] text-muted">
          Asked again: {asked}
        </p>
      )}
      <div className="space-y-3">
        {answerSegments(message.text, message.functionCalls).map((segment) =>
          segment.kind === 'text' ? (
            <LazyMarkdown
              key={segment.key}
              text={segment.text}
              figures={figuresOf(segment, figures)}
              isGrowing={isRunning(message.status)}
            />
          ) : (
            <div key={segment.key} className="space-y-1.5">
              {segment.calls.map((call) => (
                <div key={call.id} className="space-y-3">
                  <FunctionCallRow call={call} />
                  {shown(byCall.get(call.id))}
                </div>
              ))}
            </div>
          ),
        )}
        {shown(rest)}
      </div>
      {isDone && <ConversationSources message={message} onOpen={actions.openConversation} />}
      <UnsupportedNote count={figures?.length ?? 0} />
      {message.status === 'complete' && <CutShort ai={message.ai} />}
      {endedEarly && (
        <TurnEnding message={message} onContinue={isOlder ? null : () => actions.continueAnswer(message)} />
      )}
      {isRunning(message.status) && <StatusLine message={message} note={note} />}
      {isWaiting(message.status) && !isOlder && <WaitingLine message={message} />}
      {isDone && message.text.trim() !== '' && (
        <AnswerActions
          message={message}
          isLatest={isLatest}
          isSandbox={isSandbox}
          onAskAgain={canAsk && message.parentMessageId ? () => actions.askAgain(message) : null}
          onRate={(rating) => actions.rate(message, rating)}
        />
      )}
    </article>
  )
})
