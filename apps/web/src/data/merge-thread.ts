import type { ConversationWithMessages, Message, MessagePage, SentMessages } from '@parley/contracts'

/** A conversation with every message loaded so far, in seq order without gaps. */
export type LoadedThread = ConversationWithMessages

/**
 * What was loaded, brought up to date by a fresh read of the newest messages. Older ones stay when the fresh read adjoins them; where
 * messages are missing between, the fresh read stands alone and the rest loads again on scrolling.
 */
export function mergeThread(loaded: LoadedThread | undefined, fresh: LoadedThread): LoadedThread {
  const firstSeq = fresh.messages[0]?.seq
  const lastLoaded = loaded?.messages.at(-1)
  if (!loaded || !lastLoaded || firstSeq === undefined || lastLoaded.seq < firstSeq - 1) return fresh
  const older = loaded.messages.filter(({ seq }) => seq < firstSeq)
  const messages = fresh.messages.map((message) => reuse(loaded.messages, message))
  if (older.length === 0) return { ...fresh, messages }
  return { ...fresh, messages: [...older, ...messages], hasBefore: loaded.hasBefore }
}

export function prependMessages(thread: LoadedThread, page: MessagePage): LoadedThread {
  const firstSeq = thread.messages[0]?.seq ?? Number.POSITIVE_INFINITY
  const older = page.items.filter(({ seq }) => seq < firstSeq)
  return { ...thread, messages: [...older, ...thread.messages], hasBefore: page.hasBefore }
}

/** The question of an answer that was asked for again may lie before what is loaded; it then loads with the rest. */
export function appendSent(thread: LoadedThread, { userMessage, assistantMessage }: SentMessages): LoadedThread {
  const firstSeq = thread.messages[0]?.seq ?? 0
  return [userMessage, assistantMessage].filter(({ seq }) => seq >= firstSeq).reduce(putMessage, thread)
}

/** Replaces a message, or adds it at its place. */
export function putMessage(thread: LoadedThread, message: Message): LoadedThread {
  const rest = thread.messages.filter(({ id }) => id !== message.id)
  return { ...thread, messages: [...rest, message].sort((a, b) => a.seq - b.seq) }
}

/** Keeps the identity of a message that did not change, so that its row does not render again. */
function reuse(known: readonly Message[], message: Message): Message {
  const before = known.find(({ id }) => id === message.id)
  return before && JSON.stringify(before) === JSON.stringify(message) ? before : message
}
