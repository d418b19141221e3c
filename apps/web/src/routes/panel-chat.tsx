import type { Account } from '@parley/contracts'
import { ConversationList } from '../features/conversations/conversation-list.tsx'
import { HOST_PAGE_NAME } from '../features/host-page/host-page.tsx'
import { ChatThread } from '../features/thread/chat-thread.tsx'
import { LazyThreadCard } from './lazy-thread-card.tsx'

const CURRENT = { shown: 'current', title: '' } as const

interface PanelChatProps {
  account: Account
  conversationId: string | null
  isListShown: boolean
  onShow: (conversationId: string | null) => void
}

/** What the panel holds for someone signed in: a conversation, or the list of them. */
export function PanelChat({ account, conversationId, isListShown, onShow }: PanelChatProps) {
  if (isListShown) {
    return (
      <nav aria-label="Conversations" className="min-h-0 flex-1 overflow-y-auto p-2">
        <ConversationList
          filter={CURRENT}
          openId={conversationId}
          onRemoved={(id) => id === conversationId && onShow(null)}
          renderLink={({ id }, className, children) => (
            <button type="button" className={`${className} text-start`} onClick={() => onShow(id)}>
              {children}
            </button>
          )}
        />
      </nav>
    )
  }
  return (
    <ChatThread
      account={account}
      conversationId={conversationId}
      currentPage={HOST_PAGE_NAME}
      onStarted={onShow}
      onOpen={onShow}
      Card={LazyThreadCard}
    />
  )
}
