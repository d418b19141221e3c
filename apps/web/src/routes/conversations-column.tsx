import { buttonClasses } from '@parley/chat-ui/ui'
import { getRouteApi, Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Archive, SquarePen } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import type { ConversationFilter } from '../data/conversations-query.ts'
import { ConversationList } from '../features/conversations/conversation-list.tsx'
import { ConversationSearch } from '../features/conversations/conversation-search.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { NEW_CONVERSATION } from './search-params.ts'

const HEADING = 'text-lg font-semibold tracking-tight'
const route = getRouteApi('/chat/{-$conversationId}')

interface ConversationsColumnProps {
  openId: string | null
  isHiddenOnPhone: boolean
  /** The open conversation was archived or deleted from the list. */
  onOpenRemoved: () => void
}

/** The list beside the thread; search and archive live in the address. */
export function ConversationsColumn({ openId, isHiddenOnPhone, onOpenRemoved }: ConversationsColumnProps) {
  const { q = '', shown } = route.useSearch()
  const navigate = route.useNavigate()
  const heading = shown === 'archived' ? 'Archived' : 'Conversations'
  const searchInput = useRef<HTMLInputElement>(null)
  const filter = useMemo<ConversationFilter>(() => ({ title: q, shown: shown ?? 'current' }), [q, shown])

  useShortcut(
    'k',
    useCallback(() => searchInput.current?.focus(), []),
  )

  const startNew = (
    <Link
      to="/chat/{-$conversationId}"
      params={{ conversationId: NEW_CONVERSATION }}
      className={clsx(buttonClasses({ look: 'secondary' }), 'w-full')}
    >
      <SquarePen aria-hidden="true" className="size-4" />
      New conversation
    </Link>
  )

  return (
    <nav
      aria-label="Conversations"
      className={clsx(
        'min-h-0 w-full flex-col border-e border-line bg-sunken md:flex md:w-72 lg:w-80',
        isHiddenOnPhone ? 'hidden' : 'flex flex-1 md:flex-none',
      )}
    >
      <div className="space-y-2 p-3">
        <div className="flex min-h-10 items-center justify-between ps-1">
          {/* Alone on a phone's screen it is the page's heading; beside a thread it is not. */}
          <h1 className={`${HEADING} md:hidden`}>{heading}</h1>
          <h2 className={`${HEADING} max-md:hidden`}>{heading}</h2>
          <Link
            to="."
            search={(search) => ({ ...search, shown: shown === 'archived' ? undefined : ('archived' as const) })}
            className={buttonClasses({ look: 'quiet', size: 'small' })}
          >
            {shown === 'archived' ? (
              'Show current'
            ) : (
              <>
                <Archive aria-hidden="true" className="size-4" /> Archived
              </>
            )}
          </Link>
        </div>
        {startNew}
        <ConversationSearch
          title={q}
          inputRef={searchInput}
          onSearch={(title) =>
            void navigate({ search: (search) => ({ ...search, q: title || undefined }), replace: true })
          }
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        <ConversationList
          filter={filter}
          openId={openId}
          onRemoved={(id) => id === openId && onOpenRemoved()}
          renderLink={({ id }, className, children) => (
            <Link
              to="/chat/{-$conversationId}"
              params={{ conversationId: id }}
              search={(search) => search}
              aria-current={id === openId ? 'page' : undefined}
              className={className}
            >
              {children}
            </Link>
          )}
        />
      </div>
    </nav>
  )
}
