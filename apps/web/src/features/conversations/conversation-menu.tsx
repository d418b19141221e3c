import { IconButton, MenuItem, MenuPopup, MenuRoot, MenuSeparator, MenuTrigger } from '@parley/chat-ui/ui'
import type { Conversation } from '@parley/contracts'
import { Archive, ArchiveRestore, Ellipsis, Pencil, Trash2 } from 'lucide-react'

interface ConversationMenuProps {
  conversation: Conversation
  onRename: () => void
  onArchive: () => void
  onRestore: () => void
  onRemove: () => void
  className?: string
}

export function ConversationMenu(props: ConversationMenuProps) {
  const { conversation, onRename, onArchive, onRestore, onRemove, className } = props
  const isArchived = conversation.status === 'archived'
  return (
    <MenuRoot>
      <MenuTrigger
        render={<IconButton label={`More about “${conversation.title || 'New conversation'}”`} className={className} />}
      >
        <Ellipsis className="size-4" />
      </MenuTrigger>
      <MenuPopup align="end">
        <MenuItem icon={<Pencil aria-hidden="true" className="size-4 text-muted" />} onClick={onRename}>
          Rename
        </MenuItem>
        {isArchived ? (
          <MenuItem icon={<ArchiveRestore aria-hidden="true" className="size-4 text-muted" />} onClick={onRestore}>
            Restore
          </MenuItem>
        ) : (
          <MenuItem icon={<Archive aria-hidden="true" className="size-4 text-muted" />} onClick={onArchive}>
            Archive
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem isDanger icon={<Trash2 aria-hidden="true" className="size-4" />} onClick={onRemove}>
          Delete
        </MenuItem>
      </MenuPopup>
    </MenuRoot>
  )
}
