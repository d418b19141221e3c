import { ThreadSkeleton } from '@parley/chat-ui'
import { buttonClasses } from '@parley/chat-ui/ui'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useLocation } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft } from 'lucide-react'
import { useCallback } from 'react'
import { useAccount } from '../data/account.ts'
import { toFailure } from '../data/failure.ts'
import { threadQuery } from '../data/thread-query.ts'
import { ConversationHeader } from '../features/conversations/conversation-header.tsx'
import { ChatThread } from '../features/thread/chat-thread.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { AppShell } from './app-shell.tsx'
import { ConversationsColumn } from './conversations-column.tsx'
import { LazyThreadCard } from './lazy-thread-card.tsx'
import { NEW_CONVERSATION, readConversationParam } from './search-params.ts'
import { SignedOut } from './signed-out.tsx'

const route = getRouteApi('/chat/{-$conversationId}')
const PAGE_NAME = 'Parley, full page'

/** The chat as a page of its own: conversations beside the open one; on a phone, one at a time. */
export function ChatPage() {
  const param = route.useParams().conversationId
  const conversationId = readConversationParam(param)
  const navigate = route.useNavigate()
  const { href } = useLocation()
  const { data: account, error, refetch } = useAccount()
  const thread = useQuery({ ...threadQuery(conversationId ?? ''), enabled: Boolean(account && conversationId) })

  const open = useCallback(
    (id: string, replace = false) =>
      void navigate({ params: { conversationId: id }, search: (search) => search, replace }),
    [navigate],
  )
  const openStarted = useCallback((id: string) => open(id, true), [open])
  const leave = useCallback(
    () => void navigate({ params: { conversationId: undefined }, search: (search) => search }),
    [navigate],
  )

  if (account === null) return <SignedOut href={href} />
  if (error && !account) return <FailureNotice failure={toFailure(error)} onRetry={() => void refetch()} />
  if (!account) return <ThreadSkeleton />

  const isThreadShown = param !== undefined
  const back = (
    <Link
      to="/chat/{-$conversationId}"
      params={{ conversationId: undefined }}
      search={(search) => search}
      aria-label="All conversations"
      className="grid size-10 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink md:hidden"
    >
      <ArrowLeft className="size-5 rtl:-scale-x-100" />
    </Link>
  )

  return (
    <AppShell account={account} isBarHidden={isThreadShown}>
      <PageTitle>{conversationId ? (thread.data?.title ?? '') : 'Chat'}</PageTitle>
      <main id={isThreadShown ? undefined : 'main'} className="flex min-h-0 min-w-0 flex-1">
        <ConversationsColumn openId={conversationId} isHiddenOnPhone={isThreadShown} onOpenRemoved={leave} />
        <section
          id={isThreadShown ? 'main' : undefined}
          aria-label="Conversation"
          tabIndex={-1}
          className={clsx('min-h-0 min-w-0 flex-1 flex-col outline-none md:flex', isThreadShown ? 'flex' : 'hidden')}
        >
          {thread.data ? (
            <ConversationHeader key={thread.data.id} conversation={thread.data} start={back} onRemoved={leave} />
          ) : (
            <header className="flex min-h-14 items-center gap-2 border-b border-line px-2 sm:px-4">
              {back}
              {conversationId === null && <h1 className="px-1 font-medium">New conversation</h1>}
            </header>
          )}
          {toFailureCode(thread.error) === 'NOT_FOUND' ? (
            <MissingConversation />
          ) : (
            <ChatThread
              account={account}
              conversationId={conversationId}
              currentPage={PAGE_NAME}
              onStarted={openStarted}
              onOpen={open}
              Card={LazyThreadCard}
            />
          )}
        </section>
      </main>
    </AppShell>
  )
}

function MissingConversation() {
  return (
    <div className="m-auto max-w-sm p-6 text-center">
      <h1 className="text-lg font-semibold tracking-tight">This conversation is not here</h1>
      <p className="mt-1.5 text-muted text-pretty">It may have been deleted, or it belongs to another account.</p>
      <Link
        to="/chat/{-$conversationId}"
        params={{ conversationId: NEW_CONVERSATION }}
        className={`mt-5 ${buttonClasses({ look: 'primary' })}`}
      >
        Start a new one
      </Link>
    </div>
  )
}

function toFailureCode(error: unknown): string | null {
  return error ? toFailure(error).code : null
}
