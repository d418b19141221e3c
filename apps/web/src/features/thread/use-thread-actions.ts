import type { Rating, ThreadActions } from '@parley/chat-ui'
import type { Feedback, Message } from '@parley/contracts'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { api, forgetAccountWhenSignedOut, queryClient, trpc } from '../../data/api.ts'
import { toFailure } from '../../data/failure.ts'
import { loadEarlierMessages, patchMessage, threadQuery } from '../../data/thread-query.ts'
import { showToast } from '../../ui/show-toast.ts'
import { newClientMessageId } from './client-message-id.ts'
import { outbox } from './deliver.ts'
import type { OutboxEntry } from './outbox.ts'

interface ThreadActionsOptions {
  conversationId: string | null
  place: string
  send: (entry: OutboxEntry) => void
  takeBack: (entry: OutboxEntry) => void
  /** What was pressed is about to leave the page; gives the keyboard a place. */
  focusComposer: () => void
}

/** What a thread can ask for, done through the API. `actions` changes only with the conversation. */
export function useThreadActions({ conversationId, place, send, takeBack, focusComposer }: ThreadActionsOptions) {
  const [isLoadingBefore, setLoadingBefore] = useState(false)
  const { mutate: goOn } = useMutation(
    trpc.messages.continue.mutationOptions({ onSuccess: patchMessage, onError: showFailure }),
  )
  const { mutate: stop } = useMutation(
    trpc.messages.stop.mutationOptions({ onSuccess: patchMessage, onError: showFailure }),
  )

  const sendText = useCallback(
    (text: string, more: Pick<OutboxEntry, 'versionOf' | 'files'> = {}) => {
      const clientMessageId = newClientMessageId()
      const createdAt = new Date().toISOString()
      send({ clientMessageId, text, createdAt, place, conversationId, failure: null, ...more })
    },
    [send, place, conversationId],
  )

  const actions = useMemo<Omit<ThreadActions, 'renderCard' | 'openConversation'>>(
    () => ({
      loadBefore() {
        const first = conversationId && queryClient.getQueryData(threadQuery(conversationId).queryKey)?.messages[0]
        if (!first) return
        setLoadingBefore(true)
        loadEarlierMessages(first.conversationId, first.seq)
          .catch(showFailure)
          .finally(() => setLoadingBefore(false))
      },
      rate: (message, rating) => void rateMessage(message, rating),
      continueAnswer(message) {
        goOn({ conversationId: message.conversationId, messageId: message.id })
        focusComposer()
      },
      askAgain(message) {
        sendText('', { versionOf: { messageId: message.id, role: 'assistant' } })
        focusComposer()
      },
      saveEdit(message, text) {
        sendText(text, { versionOf: { messageId: message.id, role: 'user' }, files: message.attachments ?? [] })
        focusComposer()
      },
      retrySend(clientMessageId) {
        const entry = outbox.find(clientMessageId)
        if (!entry) return
        send(entry)
        focusComposer()
      },
      editSend(clientMessageId) {
        const entry = outbox.find(clientMessageId)
        if (!entry) return
        outbox.remove(clientMessageId)
        if (entry.text) takeBack(entry)
        focusComposer()
      },
    }),
    [conversationId, send, sendText, takeBack, focusComposer, goOn],
  )

  return { actions, isLoadingBefore, sendText, stop }
}

/** Shown at once; taken back where the server refused. */
async function rateMessage(message: Message, rating: Rating): Promise<void> {
  const { feedback: before, ...rest } = message
  const show = (feedback: Feedback | undefined) => patchMessage(feedback ? { ...rest, feedback } : rest)
  show(expectedFeedback(rating))
  try {
    const { id: messageId, conversationId } = message
    show((await api.messages.rate.mutate({ conversationId, messageId, ...rating })) ?? undefined)
  } catch (error) {
    show(before)
    forgetAccountWhenSignedOut(error)
    showFailure(error)
  }
}

function expectedFeedback({ rating, reason, comment }: Rating): Feedback | undefined {
  if (rating === null) return undefined
  return { rating, reason: reason ?? null, comment: comment ?? null, submittedAt: new Date().toISOString() }
}

function showFailure(error: unknown): void {
  showToast(toFailure(error).userMessage)
}
