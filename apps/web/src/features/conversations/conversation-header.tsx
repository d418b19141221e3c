import { Button } from '@parley/chat-ui/ui'
import type { Conversation } from '@parley/contracts'
import { type ReactNode, useState } from 'react'
import { ConversationMenu } from './conversation-menu.tsx'
import { RenameField } from './rename-field.tsx'
import { useConversationActions } from './use-conversation-actions.ts'

interface ConversationHeaderProps {
  conversation: Conversation
  /** What stands before the title: the way back on a phone. */
  start?: ReactNode
  onRemoved: () => void
}

/** The open conversation's name, and what can be done with it. */
export function ConversationHeader({ conversation, start, onRemoved }: ConversationHeaderProps) {
  const [isRenaming, setRenaming] = useState(false)
  const actions = useConversationActions()
  const { id, title, status } = conversation

  return (
    <header className="flex min-h-14 items-center gap-2 border-b border-line px-2 sm:px-4">
      {start}
      {isRenaming ? (
        <RenameField
          title={title}
          onCancel={() => setRenaming(false)}
          onRename={(next) => {
            actions.rename(id, next)
            setRenaming(false)
          }}
        />
      ) : (
        <h1 className="min-w-0 flex-1 truncate px-1 font-medium">{title || 'New conversation'}</h1>
      )}
      {status === 'archived' && (
        <Button size="small" className="min-h-10" onClick={() => actions.restore(id)}>
          Restore
        </Button>
      )}
      <ConversationMenu
        conversation={conversation}
        onRename={() => setRenaming(true)}
        onArchive={() => actions.archive(id)}
        onRestore={() => actions.restore(id)}
        onRemove={() => {
          actions.remove(id)
          onRemoved()
        }}
      />
    </header>
  )
}
