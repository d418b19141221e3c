import type { Conversation, ConversationPage } from '@parley/contracts'
import type { InfiniteData } from '@tanstack/react-query'

export type ConversationPages = InfiniteData<ConversationPage, string | null>

/** The loaded pages without one conversation. */
export function withoutConversation(pages: ConversationPages, conversationId: string): ConversationPages {
  return mapItems(pages, (items) => items.filter(({ id }) => id !== conversationId))
}

/** The loaded pages with what is known to have changed of one conversation. */
export function withChangedConversation(
  pages: ConversationPages,
  conversationId: string,
  change: Partial<Conversation>,
): ConversationPages {
  return mapItems(pages, (items) => items.map((item) => (item.id === conversationId ? { ...item, ...change } : item)))
}

function mapItems(pages: ConversationPages, change: (items: Conversation[]) => Conversation[]): ConversationPages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: change(page.items) })) }
}
