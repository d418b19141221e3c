import { Button } from '@parley/chat-ui/ui'
import type { Conversation } from '@parley/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { type ConversationFilter, conversationsQuery } from '../../data/conversations-query.ts'
import { toFailure } from '../../data/failure.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { ConversationItem } from './conversation-item.tsx'
import { ConversationListSkeleton } from './conversation-list-skeleton.tsx'
import { groupByDate } from './date-groups.ts'
import { useConversationActions } from './use-conversation-actions.ts'

export interface ConversationListProps {
  filter: ConversationFilter
  openId: string | null
  renderLink: (conversation: Conversation, className: string, children: ReactNode) => ReactNode
  /** Called when a conversation left this list by archiving or deleting. */
  onRemoved: (conversationId: string) => void
}

/** Conversations by recency under dates, a page at a time as one scrolls. */
export function ConversationList({ filter, openId, renderLink, onRemoved }: ConversationListProps) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    conversationsQuery(filter),
  )
  const actions = useConversationActions()
  const end = useNearEnd(hasNextPage && !isFetchingNextPage, () => void fetchNextPage())

  if (isPending) return <ConversationListSkeleton />
  if (error && !data) return <FailureNotice failure={toFailure(error)} onRetry={() => void refetch()} />

  const conversations = data.pages.flatMap(({ items }) => items)
  if (conversations.length === 0) return <p className="px-3 py-6 text-sm text-muted">{emptyWords(filter)}</p>

  return (
    <div className="space-y-4 pb-4">
      {groupByDate(conversations, new Date()).map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h3 className="px-3 py-1.5 text-xs font-medium text-faint">{group.label}</h3>
          <ul className="space-y-px">
            {group.conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                isOpen={conversation.id === openId}
                actions={actions}
                renderLink={renderLink}
                onRemoved={onRemoved}
              />
            ))}
          </ul>
        </section>
      ))}
      <div ref={end} />
      {hasNextPage && (
        <Button look="quiet" className="w-full" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Loading…' : 'Show more'}
        </Button>
      )}
    </div>
  )
}

function emptyWords({ title, shown }: ConversationFilter): string {
  if (title) return `No conversation has “${title}” in its name.`
  if (shown === 'archived')
    return 'Nothing is archived. Archiving keeps a conversation out of the way without deleting it.'
  return 'Your conversations will be here, newest first. Ask something to begin.'
}

/** A marker for the end of the list; loads more before it comes into view. */
function useNearEnd(isArmed: boolean, onNear: () => void) {
  const marker = useRef<HTMLDivElement>(null)
  const near = useRef(onNear)
  useEffect(() => {
    near.current = onNear
  })
  useEffect(() => {
    if (!isArmed || !marker.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && near.current(), {
      rootMargin: '300px',
    })
    observer.observe(marker.current)
    return () => observer.disconnect()
  }, [isArmed])
  return marker
}
