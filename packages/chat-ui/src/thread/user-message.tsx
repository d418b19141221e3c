import type { Message } from '@parley/contracts'
import { Pencil } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { LazyMessageFiles } from '../files/lazy-message-files.tsx'
import type { SentFile } from '../files/sent-file.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { EditForm } from './edit-form.tsx'
import type { ThreadActions } from './thread-types.ts'
import { formatFullTime } from './time-groups.ts'

export interface UserMessageProps {
  message: Message
  /** A newer version stands further down. */
  isOlder: boolean
  canAsk: boolean
  actions: ThreadActions
}

/** The person's words, as they typed them, in a quiet bubble; a pencil opens them in place. */
export const UserMessage = memo(function UserMessage({ message, isOlder, canAsk, actions }: UserMessageProps) {
  const [isEditing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (wasEditing.current && !isEditing) pencil.current?.focus({ preventScroll: true })
    wasEditing.current = isEditing
  }, [isEditing])

  return (
    <article className="group/row flex items-center justify-end gap-1">
      <h2 className="sr-only">You</h2>
      {isEditing ? (
        <div className="flex w-full max-w-[60ch] flex-col items-end gap-1.5">
          <LazyMessageFiles files={message.attachments} />
          <EditForm
            text={message.text}
            canSave={canAsk}
            onSave={(text) => {
              setEditing(false)
              actions.saveEdit(message, text)
            }}
            onCancel={() => setEditing(false)}
          />
        </div>
      ) : (
        <>
          {canAsk && !isOlder && (
            <span className="hover-reveal transition-opacity duration-(--motion-fast)">
              <IconButton ref={pencil} label="Edit your question" onClick={() => setEditing(true)}>
                <Pencil className="size-4" />
              </IconButton>
            </span>
          )}
          <UserBubble text={message.text} title={formatFullTime(message.createdAt)} files={message.attachments} />
        </>
      )}
    </article>
  )
})

interface UserBubbleProps {
  text: string
  title?: string
  files?: readonly SentFile[] | undefined
}

export function UserBubble({ text, title, files }: UserBubbleProps) {
  return (
    <div className="flex max-w-[min(85%,60ch)] flex-col items-end gap-1.5">
      <LazyMessageFiles files={files} />
      <p
        dir="auto"
        title={title}
        className="max-w-full rounded-xl rounded-ee-sm bg-bubble px-3.5 py-2.5 leading-normal wrap-anywhere whitespace-pre-wrap"
      >
        {text}
      </p>
    </div>
  )
}
