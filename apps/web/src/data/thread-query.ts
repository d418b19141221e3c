import type { Message, SentMessages } from '@parley/contracts'
import { queryOptions } from '@tanstack/react-query'
import { api, queryClient, trpc } from './api.ts'
import { appendSent, type LoadedThread, mergeThread, prependMessages, putMessage } from './merge-thread.ts'

const PAGE_SIZE = 50

const threadKey = (conversationId: string) => trpc.conversations.get.queryKey({ conversationId })

/** One conversation and its loaded messages; a refetch reads the newest 50 and keeps the older ones. */
export function threadQuery(conversationId: string) {
  return queryOptions({
    queryKey: threadKey(conversationId),
    queryFn: async ({ signal }) => {
      const fresh = await api.conversations.get.query({ conversationId }, { signal })
      return mergeThread(queryClient.getQueryData(threadKey(conversationId)), fresh)
    },
    // Messages keep their identity in mergeThread already.
    structuralSharing: false,
  })
}

export function refetchThread(conversationId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: threadKey(conversationId) })
}

export function patchThread(conversationId: string, change: (thread: LoadedThread) => LoadedThread): void {
  queryClient.setQueryData(threadKey(conversationId), (thread) => thread && change(thread))
}

export function setThread(thread: LoadedThread): void {
  queryClient.setQueryData(threadKey(thread.id), thread)
}

export function patchMessage(message: Message): void {
  patchThread(message.conversationId, (thread) => putMessage(thread, message))
}

export function patchSent(conversationId: string, sent: SentMessages): void {
  patchThread(conversationId, (thread) => appendSent(thread, sent))
}

/** Reads the page above `beforeSeq` into the thread. */
export async function loadEarlierMessages(conversationId: string, beforeSeq: number): Promise<void> {
  const page = await api.messages.list.query({ conversationId, before: beforeSeq, limit: PAGE_SIZE })
  patchThread(conversationId, (thread) => prependMessages(thread, page))
}

/** Reads one message again, wherever in the thread it stands; nothing where it was never loaded. */
export async function refetchMessage(conversationId: string, messageId: string): Promise<void> {
  const loaded = queryClient.getQueryData(threadKey(conversationId))?.messages.find(({ id }) => id === messageId)
  if (!loaded) return
  const { items } = await api.messages.list.query({ conversationId, before: loaded.seq + 1, limit: 1 })
  const [fresh] = items
  if (fresh?.id === messageId) patchMessage(fresh)
}
