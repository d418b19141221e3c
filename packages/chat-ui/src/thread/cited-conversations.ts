import type { FunctionCall, Message } from '@parley/contracts'

export interface CitedConversation {
  conversationId: string
  title: string
  /** ISO 8601: of its last message. */
  lastMessageAt: string
}

/** The sources of an answer among the person's past conversations: what was found for it, and is named in it by title. In the order they were found. */
export function citedConversations({
  text,
  functionCalls,
}: Pick<Message, 'text' | 'functionCalls'>): CitedConversation[] {
  const said = text.replaceAll('\\', '').toLocaleLowerCase()
  const cited = new Map<string, CitedConversation>()
  for (const found of functionCalls.flatMap(foundIn)) {
    if (said.includes(found.title.toLocaleLowerCase())) cited.set(found.conversationId, found)
  }
  return [...cited.values()]
}

function foundIn({ name, state, result }: FunctionCall): CitedConversation[] {
  if (name !== 'find_past_conversations' || state !== 'succeeded') return []
  const { conversations } = fieldsOf(result)
  return Array.isArray(conversations) ? conversations.flatMap(conversationOf) : []
}

function conversationOf(value: unknown): CitedConversation[] {
  const { conversationId, title, lastMessageAt } = fieldsOf(value)
  const isWhole = typeof conversationId === 'string' && typeof title === 'string' && typeof lastMessageAt === 'string'
  return isWhole && title.trim() !== '' ? [{ conversationId, title, lastMessageAt }] : []
}

function fieldsOf(value: unknown): { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
