import type { Message } from '@parley/contracts'
import { MessagesSquare } from 'lucide-react'
import { useMemo } from 'react'
import { citedConversations } from './cited-conversations.ts'

export interface ConversationSourcesProps {
  message: Pick<Message, 'text' | 'functionCalls'>
  onOpen: (conversationId: string) => void
}

/** The past conversations an answer draws on, each a way there. */
export function ConversationSources({ message, onOpen }: ConversationSourcesProps) {
  const { text, functionCalls } = message
  const cited = useMemo(() => citedConversations({ text, functionCalls }), [text, functionCalls])
  if (cited.length === 0) return null
  return (
    <section aria-label="From your conversations" className="mt-3 flex flex-wrap items-center gap-1.5 text-[13px]">
      <span aria-hidden="true" className="text-muted">
        From
      </span>
      {cited.map(({ conversationId, title, lastMessageAt }) => (
        <button
          key={conversationId}
          type="button"
          onClick={() => onOpen(conversationId)}
          className="inline-flex min-h-10 max-w-full items-center gap-2 rounded-lg border border-line px-2.5 hover:bg-hover"
        >
          <MessagesSquare aria-hidden="true" className="size-4 shrink-0 text-muted" />
          <bdi className="min-w-0 truncate">{title}</bdi>
          <time dateTime={lastMessageAt} className="shrink-0 text-muted tabular-nums">
            {new Date(lastMessageAt).toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}
          </time>
        </button>
      ))}
    </section>
  )
}
