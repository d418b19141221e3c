import {
  Composer,
  isFinal,
  isRunning,
  overlayLiveTurn,
  preloadMarkdown,
  StarterQuestions,
  Thread,
  ThreadSkeleton,
  useMarkdownReady,
} from '@parley/chat-ui'
import type { Account, Message, MessagePart } from '@parley/contracts'
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react'
import { integrationsQuery, isUsable } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'
import { threadQuery } from '../../data/thread-query.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { showToast } from '../../ui/show-toast.ts'
import { useOnline } from '../../ui/use-online.ts'
import { deliver } from './deliver.ts'
import type { OutboxEntry } from './outbox.ts'
import { STARTER_INTRO, starterQuestions } from './starters.ts'
import { useAttaching } from './use-attaching.ts'
import { setDraft, useDraft } from './use-draft.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useLiveTurn } from './use-live-turn.ts'
import { usePendingSends } from './use-pending-sends.ts'
import { useThreadActions } from './use-thread-actions.ts'

/** A card of a message, and the way to ask its question again. */
export interface CardSlotProps {
  value: MessagePart['value']
  message: Message
  onAskAgain: (message: Message) => void
}

export interface ChatThreadProps {
  account: Account
  /** Null for a conversation that begins with the first message. */
  conversationId: string | null
  /** Where in the product the person is; a hint for the assistant. */
  currentPage: string
  onStarted: (conversationId: string) => void
  /** Shows another conversation. */
  onOpen: (conversationId: string) => void
  /** Draws the cards that act. */
  Card: ComponentType<CardSlotProps>
}

/** A conversation and its composer, live. */
export function ChatThread({ account, conversationId, currentPage, onStarted, onOpen, Card }: ChatThreadProps) {
  const place = `${account.user.id}:${conversationId ?? 'new'}`
  const composer = useRef<HTMLTextAreaElement>(null)
  useFocusOnStart(composer, conversationId === null)
  useEffect(preloadMarkdown, [])
  const isMarkdownReady = useMarkdownReady()
  const isOnline = useOnline()
  const [draft, changeDraft] = useDraft(place)
  const pending = usePendingSends(place)
  const { files, attach, retry, remove, take, putBack } = useAttaching(place)
  const {
    data: thread,
    error,
    refetch,
  } = useQuery({
    ...threadQuery(conversationId ?? ''),
    enabled: conversationId !== null,
  })

  const running = thread?.messages.findLast(({ role, status }) => role === 'assistant' && isRunning(status))
  const turn = useLiveTurn(conversationId ?? '', running?.id ?? null)
  const messages = useMemo(
    () => (thread?.messages ?? []).map((message) => overlayLiveTurn(message, turn)),
    [thread?.messages, turn],
  )

  const send = useCallback(
    async (entry: OutboxEntry) => {
      const startedId = await deliver(entry, currentPage)
      if (startedId && conversationId === null) onStarted(startedId)
    },
    [conversationId, currentPage, onStarted],
  )
  const takeBack = useCallback(
    ({ text, files: sent = [], versionOf }: OutboxEntry) => {
      setDraft(place, text)
      // The files of a changed question are in the thread already.
      if (!versionOf) putBack(sent)
    },
    [place, putBack],
  )
  const focusComposer = useCallback(() => composer.current?.focus({ preventScroll: true }), [])
  const threadActions = useThreadActions({ conversationId, place, send, takeBack, focusComposer })
  const { isLoadingBefore, sendText, stop } = threadActions
  const actions = useMemo(
    () => ({
      ...threadActions.actions,
      openConversation: onOpen,
      renderCard: (value: MessagePart['value'], message: Message) => (
        <Card value={value} message={message} onAskAgain={threadActions.actions.askAgain} />
      ),
    }),
    [threadActions.actions, onOpen, Card],
  )

  const answering = messages.findLast(({ status }) => isRunning(status))
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const hasAnswers = messages.some(({ role, status }) => role === 'assistant' && isFinal(status))
  const isLoading = conversationId !== null && (!thread || (hasAnswers && !isMarkdownReady))
  const isSending = pending.some(({ failure }) => !failure)
  const isAnswering = answering !== undefined || isSending
  const disabledReason = whyDisabled(isOnline, thread?.status)
  const { isOver, handlers } = useFileDrop(disabledReason ? () => showToast(disabledReason) : attach)

  if (error && !thread) return <FailureNotice failure={toFailure(error)} onRetry={() => void refetch()} />

  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...handlers}>
      {isLoading ? (
        <ThreadSkeleton />
      ) : (
        <Thread
          key={place}
          messages={messages}
          pending={pending}
          note={turn?.note ?? null}
          hasBefore={thread?.hasBefore ?? false}
          isLoadingBefore={isLoadingBefore}
          isSandbox={account.isSandboxModel}
          canAsk={!isAnswering && disabledReason === null}
          actions={actions}
          empty={
            <StarterQuestions
              title="What would you like to know?"
              intro={STARTER_INTRO}
              questions={starterQuestions(integrations.some(isUsable))}
              onPick={(question) => !isSending && sendText(question)}
            />
          }
        />
      )}
      <Composer
        draft={draft}
        onDraftChange={changeDraft}
        onSend={() => {
          changeDraft('')
          sendText(draft, { files: take() })
        }}
        onStop={() => answering && stop({ conversationId: answering.conversationId, messageId: answering.id })}
        isAnswering={isAnswering}
        disabledReason={disabledReason}
        placeholder="Ask about your marketing"
        inputRef={composer}
        files={files}
        onFiles={attach}
        onRemoveFile={remove}
        onRetryFile={retry}
      />
      {isOver && (
        <p className="pointer-events-none absolute inset-2 z-20 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-canvas/90 font-medium">
          Drop files to attach them
        </p>
      )}
    </div>
  )
}

/** The composer has the keyboard when a conversation opens or begins, where that does not push an on-screen keyboard over the page. */
function useFocusOnStart(composer: RefObject<HTMLTextAreaElement | null>, isNew: boolean): void {
  // `isNew` is listed to run again when a conversation begins, or another one is begun.
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) composer.current?.focus({ preventScroll: true })
  }, [composer, isNew])
}

function whyDisabled(isOnline: boolean, status: string | undefined): string | null {
  if (!isOnline) return 'You are offline. Your words are kept here until you are back.'
  if (status === 'archived') return 'This conversation is archived. Restore it to go on.'
  if (status === 'ended') return 'This conversation has ended. Start a new one to go on.'
  return null
}
