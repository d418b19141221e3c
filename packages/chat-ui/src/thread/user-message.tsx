import type { Message } from '@parley/contracts'
import { memo } from 'react'
import { formatFullTime } from './time-groups.ts'

/** The person's words, as they typed them, in a quiet bubble. */
export const UserMessage = memo(function UserMessage({ message }: { message: Message }) {
  return (
    <article className="flex justify-end">
      <h2 className="sr-only">You</h2>
      <UserBubble text={message.text} title={formatFullTime(message.createdAt)} />
    </article>
  )
})

export function UserBubble({ text, title }: { text: string; title?: string }) {
  return (
    <p
      dir="auto"
      title={title}
      className="max-w-[min(85%,60ch)] rounded-xl rounded-ee-sm bg-bubble px-3.5 py-2.5 leading-normal wrap-anywhere whitespace-pre-wrap"
    >
      {text}
    </p>
  )
}
