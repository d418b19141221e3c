import { type Message, supersededIds } from '@parley/contracts'
import type { PendingSend } from './thread-types.ts'

/** What a thread shows one below the other: a message, or a run of older versions, folded. */
export type ThreadItem =
  | {
      kind: 'message'
      message: Message
      previousAt: string | null
      /** For an answer that does not stand below its question: the question's words. */
      asked: string | null
    }
  | { kind: 'older'; messages: readonly Message[]; previousAt: string | null }

/** The messages of a thread with their older versions folded in their place; what is on its way counts as a newer version already. */
export function threadItems(messages: readonly Message[], pending: readonly PendingSend[]): ThreadItem[] {
  const superseded = supersededIds([...messages, ...pending.flatMap((send) => asVersion(send, messages))])
  const items: ThreadItem[] = []
  let previousAt: string | null = null
  let question: Message | null = null
  for (const message of messages) {
    const before = items.at(-1)
    if (!superseded.has(message.id)) {
      if (message.role === 'user') question = message
      items.push({ kind: 'message', message, previousAt, asked: askedElsewhere(message, question, messages) })
    } else if (before?.kind === 'older') {
      items[items.length - 1] = { ...before, messages: [...before.messages, message] }
    } else {
      items.push({ kind: 'older', messages: [message], previousAt })
    }
    previousAt = message.createdAt
  }
  return items
}

function asVersion({ clientMessageId, versionOf, failure }: PendingSend, messages: readonly Message[]) {
  if (!versionOf || failure) return []
  const { messageId, role } = versionOf
  const parentMessageId = role === 'user' ? messageId : messages.find(({ id }) => id === messageId)?.parentMessageId
  return [{ id: clientMessageId, role, parentMessageId }]
}

function askedElsewhere({ role, parentMessageId }: Message, above: Message | null, messages: readonly Message[]) {
  if (role !== 'assistant' || !parentMessageId || parentMessageId === above?.id) return null
  return messages.find(({ id }) => id === parentMessageId)?.text ?? null
}
