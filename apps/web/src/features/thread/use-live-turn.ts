import type { LiveTurn } from '@parley/chat-ui'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { api } from '../../data/api.ts'
import { refetchConversationLists } from '../../data/conversations-query.ts'
import { patchMessage, refetchThread } from '../../data/thread-query.ts'
import { useDocumentVisible } from '../../ui/use-document-visible.ts'
import { createTurnStream, type TurnStream } from './turn-stream.ts'

const RETRY_MS = 1500

/** Follows a running answer while the page is visible; null when none runs. */
export function useLiveTurn(conversationId: string, messageId: string | null): LiveTurn | null {
  const isVisible = useDocumentVisible()
  const stream = useMemo(() => messageId && openable(conversationId, messageId), [conversationId, messageId])
  const turn = useSyncExternalStore(stream ? stream.subscribe : subscribeToNothing, () =>
    stream ? stream.get() : null,
  )

  useEffect(() => {
    if (stream && isVisible) return stream.open()
  }, [stream, isVisible])

  const final = turn?.final
  useEffect(() => {
    if (!final) return
    patchMessage(final)
    void refetchConversationLists()
  }, [final])

  return turn
}

const subscribeToNothing = () => () => {}

function openable(conversationId: string, messageId: string): TurnStream {
  return createTurnStream(messageId, {
    open(lastEventId, onEvent, onBroken) {
      const subscription = api.messages.stream.subscribe(
        { conversationId, messageId, lastEventId },
        {
          onData: ({ id, data }) => onEvent({ id, event: data }),
          onComplete: onBroken,
          onError() {
            // What ended the stream may have ended the turn too; the thread knows.
            void refetchThread(conversationId)
            onBroken()
          },
        },
      )
      return () => subscription.unsubscribe()
    },
    nextFrame(paint) {
      const frame = requestAnimationFrame(paint)
      return () => cancelAnimationFrame(frame)
    },
    later(retry) {
      const timer = setTimeout(retry, RETRY_MS)
      return () => clearTimeout(timer)
    },
  })
}
