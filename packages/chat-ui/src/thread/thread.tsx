import type { Message } from '@parley/contracts'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { SCROLLABLE } from '../ui/scrollable.ts'
import { Spinner } from '../ui/spinner.tsx'
import { announcement } from './announcement.ts'
import { JumpToLatest } from './jump-to-latest.tsx'
import { MessageRow } from './message-row.tsx'
import { OlderVersions } from './older-versions.tsx'
import { PendingMessage } from './pending-message.tsx'
import { threadItems } from './thread-items.ts'
import type { PendingSend, ThreadActions } from './thread-types.ts'
import { useKeepPlace } from './use-keep-place.ts'
import { useReachStart } from './use-reach-start.ts'
import { useStickToBottom } from './use-stick-to-bottom.ts'

export interface ThreadProps {
  /** In seq order, the running one as it now stands. */
  messages: readonly Message[]
  pending: readonly PendingSend[]
  /** What the running answer is doing, in the server's words. */
  note: string | null
  hasBefore: boolean
  isLoadingBefore: boolean
  isSandbox: boolean
  /** Whether something can be asked now: nothing is being answered, and the conversation is open. */
  canAsk: boolean
  /** Shown while there is no message. */
  empty: ReactNode
  actions: ThreadActions
}

/** A conversation's messages. Key it by conversation: where the reader is belongs to one. */
export function Thread(props: ThreadProps) {
  const { messages, pending, note, hasBefore, isLoadingBefore, isSandbox, canAsk, empty, actions } = props
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const start = useRef<HTMLDivElement>(null)
  const first = messages[0]?.id
  const last = messages.at(-1)
  const isEmpty = messages.length === 0 && pending.length === 0

  const { isAway, scrollToEnd, onScroll, holdPlace } = useStickToBottom(scroller, content, isEmpty)
  useKeepPlace(scroller, first)
  useReachStart(scroller, start, hasBefore && !isLoadingBefore ? actions.loadBefore : null)

  const newestSend = pending.at(-1)?.clientMessageId
  useEffect(() => {
    if (newestSend) scrollToEnd()
  }, [newestSend, scrollToEnd])

  const items = useMemo(() => threadItems(messages, pending), [messages, pending])
  const newCount = useCountSince(isAway, messages)

  return (
    <section aria-label="Messages" className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        {...SCROLLABLE}
        className="absolute inset-0 overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div ref={content} className="mx-auto flex min-h-full max-w-[46rem] flex-col px-4 pt-4 pb-6 sm:px-6">
          <div ref={start} />
          {isEmpty && empty}
          <div className="space-y-6">
            {items.map((item) =>
              item.kind === 'older' ? (
                <OlderVersions
                  key={`older-${item.messages[0]?.id}`}
                  messages={item.messages}
                  previousAt={item.previousAt}
                  isSandbox={isSandbox}
                  actions={actions}
                  onOpen={holdPlace}
                />
              ) : (
                <MessageRow
                  key={item.message.id}
                  message={item.message}
                  previousAt={item.previousAt}
                  asked={item.asked}
                  note={item.message === last ? note : null}
                  isLatest={item.message === last}
                  isOlder={false}
                  canAsk={canAsk}
                  isSandbox={isSandbox}
                  actions={actions}
                />
              ),
            )}
            {pending.map((send) => (
              <PendingMessage key={send.clientMessageId} send={send} actions={actions} />
            ))}
          </div>
        </div>
      </div>
      {isLoadingBefore && (
        <p className="late pointer-events-none absolute inset-x-0 top-3 z-10 mx-auto flex w-fit items-center gap-2 rounded-full bg-raised px-3.5 py-2 text-[13px] text-muted shadow-floating">
          <Spinner /> Loading earlier messages
        </p>
      )}
      {isAway && <JumpToLatest count={newCount} onJump={scrollToEnd} />}
      <p role="status" className="sr-only">
        {announcement(last, pending, note)}
      </p>
    </section>
  )
}

/** How many messages came since `isCounting` became true. */
function useCountSince(isCounting: boolean, messages: readonly Message[]): number {
  const lastSeq = messages.at(-1)?.seq ?? -1
  const [since, setSince] = useState(lastSeq)
  if (!isCounting && since !== lastSeq) setSince(lastSeq)
  return isCounting ? messages.filter(({ seq }) => seq > since).length : 0
}
