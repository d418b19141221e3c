import type { Message } from '@parley/contracts'
import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { MessageRow } from './message-row.tsx'
import type { ThreadActions } from './thread-types.ts'
import { startsTimeGroup } from './time-groups.ts'
import { TimeSeparator } from './time-separator.tsx'

export interface OlderVersionsProps {
  messages: readonly Message[]
  previousAt: string | null
  isSandbox: boolean
  actions: ThreadActions
  /** Called before it opens, and the thread grows. */
  onOpen: () => void
}

/** What was asked again further down, folded in its place: nothing said is ever taken away. */
export function OlderVersions({ messages, previousAt, isSandbox, actions, onOpen }: OlderVersionsProps) {
  const [isOpen, setOpen] = useState(false)
  const contentId = useId()
  const first = messages[0]
  return (
    <div className="space-y-6">
      {first && startsTimeGroup(previousAt, first.createdAt) && <TimeSeparator at={first.createdAt} />}
      <div data-row>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={contentId}
          onClick={() => {
            if (!isOpen) onOpen()
            setOpen(!isOpen)
          }}
          className="-ms-3 flex min-h-10 items-center gap-1.5 rounded-lg px-3 text-[13px] text-muted hover:bg-hover hover:text-ink"
        >
          <ChevronRight
            aria-hidden="true"
            className={clsx(
              'size-4 transition-transform duration-(--motion-fast)',
              isOpen ? 'rotate-90' : 'rtl:-scale-x-100',
            )}
          />
          {foldWords(messages)}
        </button>
        <div id={contentId} hidden={!isOpen} className="mt-2 space-y-6 border-s-2 border-line ps-4">
          {isOpen &&
            messages.map((message, index) => (
              <MessageRow
                key={message.id}
                message={message}
                previousAt={messages[index - 1]?.createdAt ?? message.createdAt}
                note={null}
                asked={null}
                isLatest={false}
                isOlder={true}
                canAsk={false}
                isSandbox={isSandbox}
                actions={actions}
              />
            ))}
        </div>
      </div>
    </div>
  )
}

/** "Earlier answer, asked again below". */
function foldWords(messages: readonly Pick<Message, 'role'>[]): string {
  const questions = messages.filter(({ role }) => role === 'user').length
  const answers = messages.filter(({ role }) => role === 'assistant').length
  if (questions > 0) return `${questions === 1 ? 'Earlier question' : `${questions} earlier questions`}, changed below`
  return `${answers === 1 ? 'Earlier answer' : `${answers} earlier answers`}, asked again below`
}
