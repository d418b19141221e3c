import type { Message } from '@parley/contracts'
import { memo } from 'react'
import { AssistantMessage } from './assistant-message.tsx'
import type { ThreadActions } from './thread-types.ts'
import { startsTimeGroup } from './time-groups.ts'
import { TimeSeparator } from './time-separator.tsx'
import { UserMessage } from './user-message.tsx'

export interface MessageRowProps {
  message: Message
  previousAt: string | null
  note: string | null
  /** The words an answer answers, where they do not stand above it. */
  asked: string | null
  isLatest: boolean
  /** A newer version stands further down. */
  isOlder: boolean
  /** Whether something can be asked now. */
  canAsk: boolean
  isSandbox: boolean
  actions: ThreadActions
}

/** One message by its role. Function results are shown by the answer that asked for them, not as rows of their own. */
export const MessageRow = memo(function MessageRow({ message, previousAt, ...rest }: MessageRowProps) {
  const { isLatest, isOlder, canAsk, actions } = rest
  if (message.role === 'function') return null
  return (
    <div className="space-y-6">
      {startsTimeGroup(previousAt, message.createdAt) && <TimeSeparator at={message.createdAt} />}
      <div data-row>
        {message.role === 'assistant' && <AssistantMessage message={message} {...rest} canAsk={canAsk && isLatest} />}
        {message.role === 'user' && (
          <UserMessage message={message} isOlder={isOlder} canAsk={canAsk} actions={actions} />
        )}
        {message.role === 'system' && <p className="text-center text-[13px] text-muted">{message.text}</p>}
      </div>
    </div>
  )
})
