import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, queryClient, trpc } from './api.ts'
import type { ConversationPages } from './conversation-pages.ts'

const PAGE_SIZE = 30
const FIRST_PAGE: string | null = null

export interface ConversationFilter {
  /** Active and ended ones, or the archived. */
  shown: 'current' | 'archived'
  /** Part of the title; empty for all. */
  title: string
}

/** The person's conversations, newest first, page by page. */
export function conversationsQuery({ shown, title }: ConversationFilter) {
  const input = { limit: PAGE_SIZE, ...(shown === 'archived' && { status: shown }), ...(title && { title }) }
  return infiniteQueryOptions({
    queryKey: trpc.conversations.list.infiniteQueryKey(input),
    // tRPC's own infinite query would add a direction, which the contract does not have.
    queryFn: ({ pageParam, signal }) => api.conversations.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
}

/** Changes every loaded list at once, before the server has answered. */
export function patchConversationLists(change: (pages: ConversationPages) => ConversationPages): void {
  const filter = { queryKey: trpc.conversations.list.infiniteQueryKey() }
  queryClient.setQueriesData<ConversationPages>(filter, (pages) => pages && change(pages))
}

export function refetchConversationLists(): Promise<void> {
  return queryClient.invalidateQueries(trpc.conversations.list.pathFilter())
}
