import type { Conversation } from '@parley/contracts'
import { clsx } from 'clsx'
import { type ReactNode, useState } from 'react'
import { ConversationMenu } from './conversation-menu.tsx'
import { RenameField } from './rename-field.tsx'
import type { ConversationActions } from './use-conversation-actions.ts'

interface ConversationItemProps {
  conversation: Conversation
  isOpen: boolean
  actions: ConversationActions
  /** Wraps the title in the link of whoever shows the list. */
  renderLink: (conversation: Conversation, className: string, children: ReactNode) => ReactNode
  onRemoved: (conversationId: string) => void
}

export function ConversationItem({ conversation, isOpen, actions, renderLink, onRemoved }: ConversationItemProps) {
  const [isRenaming, setRenaming] = useState(false)
  const { id, title } = conversation

  if (isRenaming) {
    return (
      <li className="flex px-0.5 py-0.5">
        <RenameField
          title={title}
          onCancel={() => setRenaming(false)}
          onRename={(next) => {
            actions.rename(id, next)
            setRenaming(false)
          }}
        />
      </li>
    )
  }
  return (
    <li className={clsx('group/row relative flex items-center rounded-lg', isOpen ? 'bg-pressed' : 'hover:bg-hover')}>
      {renderLink(
        conversation,
        'min-h-10 flex-1 truncate rounded-lg py-2.5 ps-3 pe-1 text-sm leading-5',
        <>
          {title || <span className="text-muted">New conversation</span>}
          {conversation.unfinishedMessageId && (
            <span className="ms-2 inline-block size-1.5 animate-pulse rounded-full bg-accent align-middle">
              <span className="sr-only">, answering</span>
            </span>
          )}
        </>,
      )}
      <ConversationMenu
        conversation={conversation}
        className="hover-reveal"
        onRename={() => setRenaming(true)}
        onArchive={() => {
          actions.archive(id)
          onRemoved(id)
        }}
        onRestore={() => actions.restore(id)}
        onRemove={() => {
          actions.remove(id)
          onRemoved(id)
        }}
      />
    </li>
  )
}
